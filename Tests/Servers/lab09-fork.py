"""Lab 09 with fork: a worker is a copy of its parent that continues after fork instead of starting over.

A thread in each worker checks four times a second whether its parent is still the same. It notices
the parent's exit a little later than a lifeline would, but it needs no lifeline.
"""

import os
import threading
import time

from contract import listen, log


def start():
    pid = os.fork()
    if pid == 0:
        try:
            threading.Thread(target=end_with_the_parent, daemon=True).start()
            work()
        finally:
            os._exit(1)
    log("worker", pid)


def end_with_the_parent():
    while os.getppid() == parent:
        time.sleep(0.25)
    os._exit(0)


def work():
    while True:
        client, _ = listener.accept()
        try:
            while data := client.recv(50000):
                client.sendall(data)
        except OSError as error:
            log("a client failed:", error)
        client.close()


listener, arguments = listen("lab09", workers=2)
parent = os.getpid()
for _ in range(arguments.workers):
    start()
while True:
    pid, status = os.wait()
    log(pid, "ended with", status)
    time.sleep(0.02)
    start()
