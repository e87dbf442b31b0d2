"""Lab 08, line by line.

It reads the socket as a file: the head line by line, then the page, which it prints as it arrives. It
shuts down its sending right after the request (half-close).
"""

import socket
import sys

USAGE = "usage: lab08 HOST PORT [PATH] [--timeout SECONDS]"


class NoPage(Exception):
    pass


def parse(words):
    places, timeout = [], 5.0
    words = iter(words)
    for word in words:
        if word == "--timeout":
            timeout = float(next(words, "missing"))
        elif word.startswith("-"):
            raise ValueError
        else:
            places.append(word)
    host, port, path = (places + ["/"])[:3] if len(places) == 2 else places
    if not 0 < timeout <= 1e6 or not 0 <= int(port) <= 65535:
        raise ValueError
    return host, int(port), path, timeout


def fetch(host, port, path, timeout):
    with socket.create_connection((host, port), timeout) as server:
        peer = server.getpeername()
        request = ["GET %s HTTP/1.0" % path, "Host: %s:%d" % (host, port), "Accept: */*", "", ""]
        server.sendall("\r\n".join(request).encode())
        server.shutdown(socket.SHUT_WR)
        with server.makefile("rb", buffering=512) as answer:
            status = answer.readline(10000)
            if not status.startswith(b"HTTP/"):
                raise NoPage("this is not a web server")
            line = status
            while line not in (b"\r\n", b"\n"):
                line = answer.readline(10000)
                if not line.endswith(b"\n"):
                    raise NoPage("the answer ends too soon")
            count = 0
            while piece := answer.read(1000):
                sys.stdout.buffer.write(piece)
                count += len(piece)
    sys.stdout.buffer.flush()
    words = status.decode("latin-1").rstrip(), "from %s port %d" % peer[:2], "%d bytes" % count
    print("\n".join(words), file=sys.stderr)


try:
    arguments = parse(sys.argv[1:])
except ValueError:
    print(USAGE, file=sys.stderr)
    sys.exit(64)
try:
    fetch(*arguments)
except (OSError, NoPage) as error:
    print("lab08: no page from %s: %s" % (arguments[0], error), file=sys.stderr)
    sys.exit(1)
