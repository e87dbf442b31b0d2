"""Lab 02 with sockets that block without a timeout, and a thread that watches the clock.

The watchdog ends a silent client's connection from outside: shutdown wakes a blocked recv or send, as
if the client had disconnected. Every recv or send that makes progress restarts its clock.
"""

import socket
import threading
import time

from contract import listen, log


class Watchdog(threading.Thread):
    def __init__(self, client, idle):
        super().__init__(daemon=True)
        self.client, self.idle = client, idle
        self.is_sending = self.is_over = False
        self.lock = threading.Condition()
        self.wind()

    def wind(self, is_sending=False):
        with self.lock:
            self.is_sending = is_sending
            self.end = time.monotonic() + self.idle

    def stop(self):
        with self.lock:
            self.is_over = True
            self.lock.notify()

    def run(self):
        with self.lock:
            while not self.is_over and (left := self.end - time.monotonic()) > 0:
                self.lock.wait(left)
            if self.is_over:
                return
            try:
                if not self.is_sending:
                    self.client.sendall(b"timeout\n")
                self.client.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # The client has just disconnected.


def visit(client, watchdog):
    watchdog.start()
    while data := client.recv(65536):
        while data:
            watchdog.wind(is_sending=True)
            data = data[client.send(data[:16384]) :]
        watchdog.wind()


def say_that_it_waits(listener):
    while True:
        time.sleep(1)
        log("serving a client" if visiting else "still waiting for a client")


visiting = False
listener, arguments = listen("lab02", idle=5.0)
threading.Thread(target=say_that_it_waits, args=(listener,), daemon=True).start()
while True:
    client, address = listener.accept()
    visiting = True
    watchdog = Watchdog(client, arguments.idle)
    try:
        visit(client, watchdog)
    except OSError as error:
        log(address, "is dropped:", error)
    watchdog.stop()
    client.close()
    visiting = False
