"""Talks with the server as programs do that use `websockets`, and fails at whatever is not as it should be.

Its one argument is the server's address, as ws://127.0.0.1:9001.
"""

import asyncio
import sys

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError, InvalidStatus


async def echo(url):
    # Compression is offered, as by default, and must be declined or understood.
    async with connect(url + "/echo") as socket:
        for message in ["hello", "", "h\u00e9 \u2615 \U0001d11e", b"\x00\xff", "x" * 300_000]:
            await socket.send(message)
            assert await socket.recv() == message
        # An iterable is sent in fragments.
        await socket.send(["frag", "men", "ted"])
        assert await socket.recv() == "fragmented"
        pong = await socket.ping(b"there?")
        await asyncio.wait_for(pong, 10)
        for n in range(1_000):
            await socket.send(str(n))
        for n in range(1_000):
            assert await socket.recv() == str(n)
    assert socket.close_code == 1000, socket.close_code


async def rooms(url):
    async with connect(url + "/room/py") as one, connect(url + "/room/py") as other:
        await one.send("hello, room")
        assert await one.recv() == "hello, room"
        assert await other.recv() == "hello, room"
        await other.close(4000, "enough")
        assert other.close_code == 4000, other.close_code


async def refusals(url):
    try:
        async with connect(url + "/nowhere"):
            raise AssertionError("there is nothing to connect to")
    except InvalidStatus as refused:
        assert refused.response.status_code == 404, refused
    async with connect(url + "/echo") as socket:
        # No text: the bytes are not UTF-8.
        await socket.send(b"\xff\xfe", text=True)
        try:
            await socket.recv()
            raise AssertionError("that was no text")
        except ConnectionClosedError as closed:
            assert closed.rcvd.code == 1007, closed


async def main(url):
    async with asyncio.timeout(25):
        await echo(url)
        await rooms(url)
        await refusals(url)


asyncio.run(main(sys.argv[1]))
