"""Lab 05 with poll instead of select.

poll has no limit of 1,024 descriptors. When no descriptor is left, new clients wait, and no client is
dropped. It sends only when the kernel has reported room.
"""

import errno
import select
import socket
import sys

LIMIT = 1 << 20


class Client:
    def __init__(self, sock):
        self.sock = sock
        self.queue = bytearray()
        self.ended = False


def main():
    try:
        port = int(sys.argv[1]) if len(sys.argv) > 1 else 10005
        if len(sys.argv) > 2 or not 0 <= port <= 65535:
            raise ValueError
    except ValueError:
        print("usage: lab05 [PORT]", file=sys.stderr)
        sys.exit(64)

    try:
        listener = socket.create_server(("127.0.0.1", port))
    except OSError as error:
        print(f"lab05: cannot listen on port {port}: {error}", file=sys.stderr)
        sys.exit(1)
    listener.setblocking(False)
    print("lab05 listening on 127.0.0.1:%d" % listener.getsockname()[1], flush=True)
    serve(listener)


def serve(listener):
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    clients = {}

    def drop(client):
        del clients[client.sock.fileno()]
        poll.unregister(client.sock)
        client.sock.close()
        poll.register(listener, select.POLLIN)  # there is room again

    def watch(client):
        if client.ended and not client.queue:
            drop(client)
            return
        events = select.POLLOUT if client.queue else 0
        if not client.ended and len(client.queue) < LIMIT:
            events |= select.POLLIN
        poll.register(client.sock, events)

    while True:
        for descriptor, event in poll.poll(1000):
            if descriptor == listener.fileno():
                try:
                    sock, _ = listener.accept()
                except BlockingIOError:
                    continue
                except OSError as error:
                    if error.errno not in (errno.EMFILE, errno.ENFILE):
                        raise
                    poll.unregister(listener)
                    continue
                sock.setblocking(False)
                clients[sock.fileno()] = Client(sock)
                poll.register(sock, select.POLLIN)
                continue
            client = clients.get(descriptor)
            if client is None:
                continue
            try:
                if event & select.POLLOUT:
                    sent = client.sock.send(client.queue)
                    del client.queue[:sent]
                if event & (select.POLLIN | select.POLLHUP | select.POLLERR) and not client.ended:
                    data = client.sock.recv(16384)
                    client.queue += data
                    client.ended = not data
                watch(client)
            except BlockingIOError:
                pass
            except OSError:
                drop(client)


try:
    main()
except KeyboardInterrupt:
    sys.exit(130)
