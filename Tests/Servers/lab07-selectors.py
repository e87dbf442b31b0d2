"""Lab 07 in one thread, with Python's selectors and a record of fixed size for each client.

recv_into fills the empty part of the record, so it never holds more than one request, and there is no
rest to keep. While a client's answer isn't sent completely, the server doesn't read from that client.
"""

import selectors
import struct

from contract import listen, log

REQUEST = struct.Struct(">ii1s")
ANSWER = struct.Struct(">Bq")


class Client:
    def __init__(self, sock):
        self.sock = sock
        self.record = bytearray(REQUEST.size)
        self.filled = 0
        self.answer = b""

    def turn(self):
        """Receives part of a request or sends part of an answer. Returns False at end of stream."""
        if self.answer:
            self.answer = self.answer[self.sock.send(self.answer) :]
            return True
        count = self.sock.recv_into(memoryview(self.record)[self.filled :])
        self.filled += count
        if self.filled == REQUEST.size:
            self.filled = 0
            self.answer = ANSWER.pack(*calculate(*REQUEST.unpack(self.record)))
        return count > 0


def calculate(a, b, op):
    if op in b"/%":
        if b == 0:
            return 1, 0
        # divmod rounds down; on absolute values, that is toward zero.
        quotient, rest = divmod(abs(a), abs(b))
        if op == b"%":
            return 0, rest if a >= 0 else -rest
        return 0, quotient if (a < 0) == (b < 0) else -quotient
    results = {b"+": a + b, b"-": a - b, b"*": a * b}
    return (0, results[op]) if op in results else (2, 0)


def serve(client):
    try:
        if client.turn():
            event = selectors.EVENT_WRITE if client.answer else selectors.EVENT_READ
            selector.modify(client.sock, event, client)
            return
    except BlockingIOError:
        return
    except OSError as error:
        log("a client failed:", error)
    selector.unregister(client.sock)
    client.sock.close()


listener, _ = listen("lab07")
listener.setblocking(False)
selector = selectors.DefaultSelector()
selector.register(listener, selectors.EVENT_READ)
while True:
    for key, _ in selector.select():
        if key.data:
            serve(key.data)
            continue
        try:
            sock, _ = listener.accept()
        except BlockingIOError:
            continue
        sock.setblocking(False)
        selector.register(sock, selectors.EVENT_READ, Client(sock))
