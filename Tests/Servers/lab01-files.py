"""Lab 01, with the socket as a file, and a backlog of 1.

read1 is recv: it returns what is there. What is written stays in a buffer of the file's own, until
flush: then send has taken it all. Those who find the backlog full knock again, a second later.
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
        log(address, "is lost:", error)
