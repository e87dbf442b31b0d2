"""Lab 04 with one process per client instead of a thread.

Processes share no memory, so there's no lock. Only the parent counts: the children that haven't ended
yet. The kernel reports each end with SIGCHLD, and keeps the zombie until the parent calls waitpid.
"""

import os
import signal
import socket

from contract import listen, log


def reap(*_):
    """Calls waitpid until no zombie is left, because one signal may report several ends."""
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
        log("a client failed:", error)


def turn_away(client):
    try:
        client.sendall(b"busy\n")
        client.shutdown(socket.SHUT_WR)
        client.setblocking(False)
        client.recv(65536)
    except OSError:
        pass  # It has disconnected, or has sent nothing.


children = set()
listener, arguments = listen("lab04", clients=100)
signal.signal(signal.SIGCHLD, reap)
while True:
    client, _ = listener.accept()
    if len(children) == arguments.clients:
        turn_away(client)
        client.close()
        continue
    # Block SIGCHLD until the child is in the set, because it may end at once.
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    child = os.fork()
    if child == 0:
        # An open listener would keep the port in use after the parent exits.
        listener.close()
        visit(client)
        os._exit(0)
    children.add(child)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
    # The connection ends only when both processes have closed it.
    client.close()
