"""Lab 01 with the socket wrapped in a file, and a backlog of 1.

read1 works like recv: it returns what has arrived. Written data stays in the file's own buffer until
flush, which sends all of it. Clients that find the backlog full try again a second later.
"""

from contract import listen, log


def visit(client):
    with client, client.makefile("rwb", buffering=1 << 20) as file:
        while data := file.read1():
            file.write(data)
            file.flush()


listener, _ = listen("lab01", backlog=1)
while True:
    client, address = listener.accept()
    try:
        visit(client)
    except OSError as error:
        log(address, "failed:", error)
