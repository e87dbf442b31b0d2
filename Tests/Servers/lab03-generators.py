"""Lab 03 with one generator per client: it looks like lab 01, but yields where lab 01 blocks.

It yields whether it has moved a byte. After a sweep that moved nothing, it rests for 10 ms. That uses
less CPU time than 1 ms but answers a little later, which the graders accept.
"""

import errno
import time

from contract import listen, log


def visit(client):
    while True:
        try:
            data = client.recv(65536)
        except BlockingIOError:
            yield False
            continue
        if not data:
            return
        while data:
            try:
                data = data[client.send(data) :]
                yield True
            except BlockingIOError:
                yield False


def newcomer(listener):
    try:
        client, _ = listener.accept()
    except BlockingIOError:
        return None
    except OSError as error:
        if error.errno not in (errno.EMFILE, errno.ENFILE):
            raise
        return None  # It waits in the backlog until a client disconnects.
    client.setblocking(False)
    return client


def sweep(visits):
    moved = False
    for client, turn in list(visits.items()):
        try:
            moved |= next(turn)
        except (StopIteration, OSError) as end:
            log("a client disconnected:", repr(end))
            del visits[client]
            client.close()
            moved = True
    return moved


listener, _ = listen("lab03")
listener.setblocking(False)
visits = {}
while True:
    client = newcomer(listener)
    if client:
        visits[client] = visit(client)
    if not sweep(visits) and not client:
        time.sleep(0.01)
