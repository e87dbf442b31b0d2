"""Lab 04, with a process for each client in place of a thread.

The memory is not shared, so there is no lock: the parent alone counts, those that it has started and
that have not ended yet. The kernel tells it of each end by a signal, and keeps the zombie until then.
"""

import os
import signal
import socket

from contract import listen, log


def reap(*_):
    """One signal may stand for several ends: asks until nobody is left."""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        children.discard(pid)


def visit(client):
    try:
        while data := client.recv(65536):
            client.sendall(data)
    except OSError as error:
        log("a client is lost:", error)


def turn_away(client):
    try:
        client.sendall(b"busy\n")
        client.shutdown(socket.SHUT_WR)
        client.setblocking(False)
        client.recv(65536)
    except OSError:
        pass  # It has left, or has said nothing.


children = set()
listener, arguments = listen("lab04", clients=100)
signal.signal(signal.SIGCHLD, reap)
while True:
    client, _ = listener.accept()
    if len(children) == arguments.clients:
        turn_away(client)
        client.close()
        continue
    # A child that ends at once must be known by then.
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    child = os.fork()
    if child == 0:
        # Whoever has it holds the port, after the parent's end as well.
        listener.close()
        visit(client)
        os._exit(0)
    children.add(child)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    # The connection ends when both have closed it.
    client.close()
