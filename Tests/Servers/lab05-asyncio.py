"""Lab 05, with the loop and the queues of a library: asyncio, which waits in epoll or kqueue.

A transport queues what the kernel does not take. When it holds too much, it says so, and the client
is not read until it has drained. After the end of the stream it sends what is queued, then closes.
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
