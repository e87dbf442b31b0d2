"""The part of the contract that is the same for every server. Servers in this folder import it."""

import argparse
import signal
import socket
import sys


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.exit(64, f"{self.format_usage()}{message}\n")


def listen(lab, backlog=128, **options):
    """Reads the arguments and listens. An option's default sets its type; a list sets its choices."""
    # By default, Ctrl-C would raise an exception and print a stack trace.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    parser = Parser(prog=lab)
    port = 10000 + int(lab[3:])
    parser.add_argument("port", nargs="?", type=int, choices=range(65536), default=port, metavar="PORT")
    for name, default in options.items():
        if isinstance(default, list):
            parser.add_argument(f"--{name}", choices=default, default=default[0])
        else:
            parser.add_argument(f"--{name}", type=type(default), default=default)
    arguments = parser.parse_args()
    try:
        listener = socket.create_server(("127.0.0.1", arguments.port), backlog=backlog)
    except OSError as error:
        sys.exit(f"{lab}: cannot listen on port {arguments.port}: {error}")
    print("%s listening on %s:%d" % (lab, *listener.getsockname()), flush=True)
    return listener, arguments


def log(*words):
    print(*words, file=sys.stderr, flush=True)
