"""Lab 05 with the event loop and the queues of a library: asyncio, which waits in epoll or kqueue.

A transport queues what the kernel doesn't accept. While its queue is too long, the server doesn't read
from the client. At end of stream, the transport sends what is queued, then closes.
"""

import asyncio

from contract import listen


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)

    def pause_writing(self):
        self.transport.pause_reading()

    def resume_writing(self):
        self.transport.resume_reading()


async def main():
    server = await asyncio.get_running_loop().create_server(Echo, sock=listener)
    await server.serve_forever()


listener, _ = listen("lab05")
asyncio.run(main())
