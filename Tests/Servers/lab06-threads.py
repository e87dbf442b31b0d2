"""Lab 06 with one thread per client.

The thread blocks in recv until a message is complete. So the inbox that the course's solution keeps
between two calls is a local variable here.
"""

import argparse
import socket
import sys
import threading

LIMIT = 65536


class Reader:
    """The bytes of one client, in the order in which they arrived."""

    def __init__(self, sock):
        self.sock = sock
        self.bytes = bytearray()

    def more(self):
        data = self.sock.recv(5000)
        self.bytes += data
        return bool(data)

    def take(self, count):
        """Returns exactly this many bytes, or None if the stream ends first."""
        while len(self.bytes) < count:
            if not self.more():
                return None
        taken = bytes(self.bytes[:count])
        del self.bytes[:count]
        return taken

    def delimited(self):
        searched = 0
        while (end := self.bytes.find(b"\r\n", searched)) == -1:
            # The first byte of the marker may be here already.
            searched = max(0, len(self.bytes) - 1)
            # The last byte may be a CR: the next one decides.
            if len(self.bytes) > LIMIT + 1 or not self.more():
                return None
        return self.take(end + 2)[:-2] if end <= LIMIT else None

    def fixed(self):
        return self.take(16)

    def prefixed(self):
        length = self.take(4)
        if length is None or int.from_bytes(length, "big") > LIMIT:
            return None
        return self.take(int.from_bytes(length, "big"))

    def shutdown(self):
        while len(self.bytes) <= LIMIT:
            if not self.more():
                return bytes(self.bytes)
        return None


def frame(answer, framing):
    if framing == "delimited":
        return answer + b"\r\n"
    return len(answer).to_bytes(4, "big") + answer if framing == "prefixed" else answer


def visit(sock, framing):
    reader = Reader(sock)
    with sock:
        try:
            while (message := getattr(reader, framing)()) is not None:
                text = message.decode("ascii" if framing == "fixed" else "utf-8")
                sock.sendall(frame(text.upper().encode(), framing))
                if framing == "shutdown":
                    break
        except (OSError, UnicodeDecodeError) as error:
            print(f"a client is dropped: {error}", file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(prog="lab06")
    parser.add_argument("port", nargs="?", type=int, default=10006)
    parser.add_argument(
        "--framing", default="delimited", choices=["delimited", "fixed", "prefixed", "shutdown"])
    try:
        arguments = parser.parse_args()
        if not 0 <= arguments.port <= 65535:
            parser.error("a port is a number from 0 to 65535")
    except SystemExit as end:
        sys.exit(64 if end.code else 0)

    try:
        listener = socket.create_server(("127.0.0.1", arguments.port))
    except OSError as error:
        print(f"lab06: cannot listen on port {arguments.port}: {error}", file=sys.stderr)
        sys.exit(1)
    print("lab06 listening on 127.0.0.1:%d" % listener.getsockname()[1], flush=True)
    while True:
        client, _ = listener.accept()
        threading.Thread(target=visit, args=(client, arguments.framing), daemon=True).start()


try:
    main()
except KeyboardInterrupt:
    sys.exit(130)
