"""The cases of interop/run, for any client of Python: cases.py LIBRARY cases|drain URL

Prints one JSON object a line: {"case", "ok", "saw"}; "ok" null: the library cannot do that.
"""

import asyncio
import json
import os
import sys
import uuid

from libraries import LIBRARIES

UTF8 = "Grüße, 世界 🌍 \0 \U0010ffff"
library, what, base = sys.argv[1:4]


class NotOffered(Exception):
    pass


def report(case, ok, saw=""):
    print(json.dumps({"case": case, "ok": ok, "saw": saw}, ensure_ascii=False), flush=True)


class Client:
    """A connection; what is received is kept until it is asked for."""

    @classmethod
    async def connect(cls, path, protocols=()):
        client = cls()
        client.messages = asyncio.Queue()
        client.end = asyncio.get_running_loop().create_future()

        def closed(code, how):
            if not client.end.done():
                client.end.set_result((code, how))

        opening = LIBRARIES[library](base + path, list(protocols), client.messages.put_nowait, closed)
        client.socket = await asyncio.wait_for(opening, 10)
        return client

    async def next(self):
        return await asyncio.wait_for(self.messages.get(), 10)

    async def closed(self):
        return await asyncio.wait_for(asyncio.shield(self.end), 15)


def room():
    return "/room/" + str(uuid.uuid4())


async def echo(data):
    client = await Client.connect(room())
    await client.socket.send(data)
    got = await client.next()
    await client.socket.close(1000, "")
    return (bytes(got) == data if isinstance(data, bytes) else got == data), ""


async def broadcast():
    path = room()
    one, two = await Client.connect(path), await Client.connect(path)
    await one.socket.send("to all")
    ok = await two.next() == "to all"
    await one.socket.close(1000, "")
    await two.socket.close(1000, "")
    return ok, ""


async def subprotocol():
    client = await Client.connect(room(), ["other", "v2.chat", "v1.chat"])
    await client.socket.close(1000, "")
    return client.socket.protocol == "v2.chat", client.socket.protocol or ""


async def ping():
    client = await Client.connect(room())
    if client.socket.ping is None:
        raise NotOffered
    await asyncio.wait_for(client.socket.ping(), 5)
    await client.socket.close(1000, "")
    return True, ""


async def close_seen(path, expected, provoke):
    client = await Client.connect(path)
    try:
        await provoke(client.socket)
    except NotOffered:
        raise
    except Exception:
        pass  # what it was closed with is asked for next
    code, how = await client.closed()
    return code == expected, how


async def fragments(socket):
    if socket.fragments is None:
        raise NotOffered
    await socket.fragments(65)


async def own_close():
    client = await Client.connect(room())
    await client.socket.close(1000, "bye " + library)
    return True, (await client.closed())[1]  # interop/run asks the gateway's log whether it heard the code


async def burst():
    path = room()
    listener, sender = await Client.connect(path), await Client.connect(path)
    for i in range(200):
        await sender.socket.send(f"m{i}")
    await sender.socket.close(1000, "")
    count = 0
    try:
        while count < 200 and await listener.next() == f"m{count}":
            count += 1
    except asyncio.TimeoutError:
        pass
    await listener.socket.close(1000, "")
    return count == 200, f"{count} of 200"


CASES = {
    "text": lambda: echo("hello"),
    "utf8": lambda: echo(UTF8),
    "binary": lambda: echo(bytes([0, 1, 127, 128, 255])),
    "60 KB": lambda: echo("x" * 60 * 1024),
    "broadcast": broadcast,
    "subprotocol": subprotocol,
    "ping": ping,
    "1003": lambda: close_seen("/text/" + str(uuid.uuid4()), 1003, lambda s: s.send(b"\1")),
    "1008": lambda: close_seen(room(), 1008, fragments),
    "1009": lambda: close_seen(room(), 1009, lambda s: s.send("x" * 65_537)),
    "1013": lambda: close_seen("/nobody", 1013, lambda s: s.send("anybody?")),
    "own 1000": own_close,
    "burst": burst,
}


async def main():
    if what == "drain":
        client = await Client.connect(room())
        print("open", flush=True)
        code, how = await asyncio.wait_for(asyncio.shield(client.end), 120)
        report("1012", code == 1012, how)
        return
    for case, action in CASES.items():
        try:
            ok, saw = await action()
            report(case, ok, saw)
        except NotOffered:
            report(case, None)
        except Exception as error:
            report(case, False, f"{type(error).__name__}: {error}")


loop = asyncio.new_event_loop()
loop.set_exception_handler(lambda loop, context: None)
loop.run_until_complete(main())
sys.stdout.flush()
os._exit(0)  # threads that still wait must not keep the process
