"""Lab 07 with one thread per client, which reads its socket as a file."""

import socket
import struct
import sys
import threading

REQUEST = struct.Struct(">ii1s")
ANSWER = struct.Struct(">Bq")


def calculate(a, b, op):
    if op == b"+":
        return 0, a + b
    if op == b"-":
        return 0, a - b
    if op == b"*":
        return 0, a * b
    if op not in (b"/", b"%"):
        return 2, 0
    if b == 0:
        return 1, 0
    # Python's // rounds down; this rounds toward zero.
    quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
    return (0, quotient) if op == b"/" else (0, a - quotient * b)


def visit(client):
    with client, client.makefile("rb") as requests:
        try:
            # read returns fewer bytes only at end of stream.
            while len(request := requests.read(REQUEST.size)) == REQUEST.size:
                client.sendall(ANSWER.pack(*calculate(*REQUEST.unpack(request))))
        except OSError as error:
            print("a client failed:", error, file=sys.stderr)


def main():
    try:
        words = sys.argv[1:]
        if len(words) > 1:
            raise ValueError
        port = int(words[0]) if words else 10007
        if not 0 <= port < 65536:
            raise ValueError
    except ValueError:
        print("usage: lab07 [PORT]", file=sys.stderr)
        sys.exit(64)
    try:
        listener = socket.create_server(("127.0.0.1", port))
    except OSError:
        print(f"lab07: port {port} is in use: choose another", file=sys.stderr)
        sys.exit(1)
    print("lab07 listening on 127.0.0.1:%d" % listener.getsockname()[1], flush=True)
    while True:
        client, _ = listener.accept()
        threading.Thread(target=visit, args=(client,), daemon=True).start()


try:
    main()
except KeyboardInterrupt:
    pass
