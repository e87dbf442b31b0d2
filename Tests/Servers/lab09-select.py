"""Lab 09 with several clients at a time in each worker.

The workers inherit a pipe as a lifeline, and watch it in the same select as their clients. The parent
announces that it listens before it starts any worker.
"""

import argparse
import os
import select
import socket
import subprocess
import sys


class Usage(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        sys.exit(64)


def main():
    usage = Usage(prog="lab09")
    usage.add_argument("port", nargs="?", type=int, choices=range(65536), default=10009, metavar="PORT")
    usage.add_argument("--workers", type=int, default=2, metavar="N")
    usage.add_argument("--inherited", type=int, nargs=2, help=argparse.SUPPRESS)
    arguments = usage.parse_args()
    if arguments.inherited:
        work(socket.socket(fileno=arguments.inherited[0]), arguments.inherited[1])
    else:
        lead(arguments.port, arguments.workers)


def lead(port, count):
    try:
        listener = socket.create_server(("127.0.0.1", port))
    except OSError as error:
        print(f"lab09: cannot listen on port {port}: {error}", file=sys.stderr)
        sys.exit(1)
    # A worker must not block in accept if another worker was faster.
    listener.setblocking(False)
    lifeline, _keep = os.pipe()
    print("lab09 listening on 127.0.0.1:%d" % listener.getsockname()[1], flush=True)

    def start():
        shared = (listener.fileno(), lifeline)
        command = [sys.executable, __file__, "--inherited", *map(str, shared)]
        worker = subprocess.Popen(command, pass_fds=shared)
        print(f"[parent] worker {worker.pid} starts", file=sys.stderr, flush=True)
        return worker.pid, worker

    workers = dict(start() for _ in range(count))
    while True:
        pid, status = os.wait()
        # Setting the status keeps subprocess from waiting for this process again.
        workers.pop(pid).returncode = status
        workers.update([start()])


def work(listener, lifeline):
    queues = {}
    while True:
        reading = [listener, lifeline] + [c for c in queues if len(queues[c]) < 1 << 20]
        writing = [client for client in queues if queues[client]]
        readable, writable, _ = select.select(reading, writing, [])
        if lifeline in readable:
            return
        if listener in readable:
            try:
                client, _ = listener.accept()
                client.setblocking(False)
                queues[client] = bytearray()
            except BlockingIOError:
                pass
        for client in set(readable + writable) - {listener}:
            try:
                serve(client, queues, client in readable)
            except OSError:
                queues.pop(client)
                client.close()


def serve(client, queues, is_readable):
    """Echoes what it can and queues the rest. At end of stream, it sends everything queued."""
    queue = queues[client]
    if is_readable:
        data = client.recv(8192)
        queue += data
        if not data:
            client.setblocking(True)
            client.sendall(queue)
            raise OSError("it has left")
    try:
        del queue[: client.send(queue)]
    except BlockingIOError:
        pass


try:
    main()
except KeyboardInterrupt:
    sys.exit(130)
