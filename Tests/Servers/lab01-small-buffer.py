"""Lab 01 with a small buffer: a message sent in one piece is echoed in several."""

import socket
import sys


def main():
    try:
        port = int(sys.argv[1]) if len(sys.argv) > 1 else 10001
        if len(sys.argv) > 2 or not 0 <= port <= 65535:
            raise ValueError
    except ValueError:
        print("usage: lab01 [PORT]", file=sys.stderr)
        sys.exit(64)

    try:
        listener = socket.create_server(("127.0.0.1", port))
    except OSError as error:
        print(f"lab01: cannot listen on port {port}: {error}", file=sys.stderr)
        sys.exit(1)
    print("lab01 listening on 127.0.0.1:%d" % listener.getsockname()[1], flush=True)

    while True:
        client, _ = listener.accept()
        try:
            while data := client.recv(1000):
                client.sendall(data)
        except OSError as error:
            print(f"a client failed: {error}", file=sys.stderr, flush=True)
        client.close()


try:
    main()
except KeyboardInterrupt:
    sys.exit(130)
