"""The clients of Python, each behind one coroutine: open(url, protocols, message, closed) -> Socket.

`closed(code, how)`: `how` is what the library itself shows. Clients that block run in threads.
"""

import asyncio
import threading


class Socket:
    """What the cases need of a connection; `ping` and `fragments` stay None where a client cannot."""

    ping = None
    fragments = None

    def __init__(self, send, close, protocol):
        self.send, self.close, self.protocol = send, close, protocol


def soon(loop, action):
    """`action`, from a thread."""

    def call(*arguments):
        try:
            loop.call_soon_threadsafe(action, *arguments)
        except RuntimeError:
            pass  # the loop has ended

    return call


def in_thread(target):
    threading.Thread(target=target, daemon=True).start()


async def websockets(url, protocols, message, closed):
    from websockets.asyncio.client import connect
    from websockets.exceptions import ConnectionClosed

    socket = await connect(url, subprotocols=protocols or None)

    async def read():
        try:
            while True:
                message(await socket.recv())
        except ConnectionClosed as end:
            closed(socket.close_code, f"{type(end).__name__}: {end}")

    reader = asyncio.create_task(read())
    made = Socket(socket.send, socket.close, socket.subprotocol)
    made.reader = reader

    async def ping():
        await (await socket.ping())

    async def fragments(count):
        await socket.send(["x"] * count)

    made.ping, made.fragments = ping, fragments
    return made


async def websockets_sync(url, protocols, message, closed):
    from websockets.exceptions import ConnectionClosed
    from websockets.sync.client import connect

    loop = asyncio.get_running_loop()
    socket = await asyncio.to_thread(connect, url, subprotocols=protocols or None)
    message, closed = soon(loop, message), soon(loop, closed)

    def read():
        try:
            while True:
                message(socket.recv())
        except ConnectionClosed as end:
            closed(socket.protocol.close_code, f"{type(end).__name__}: {end}")

    in_thread(read)

    async def send(data):
        await asyncio.to_thread(socket.send, data)

    async def close(code, reason):
        await asyncio.to_thread(socket.close, code, reason)

    made = Socket(send, close, socket.subprotocol)

    async def ping():
        await asyncio.to_thread(socket.ping().wait, 5)

    async def fragments(count):
        await asyncio.to_thread(socket.send, ["x"] * count)

    made.ping, made.fragments = ping, fragments
    return made


async def websocket_client(url, protocols, message, closed):
    import websocket

    loop = asyncio.get_running_loop()
    opened = loop.create_future()
    pongs = asyncio.Queue()
    to_opened = soon(loop, lambda: opened.done() or opened.set_result(None))
    message, closed = soon(loop, message), soon(loop, closed)
    app = websocket.WebSocketApp(
        url,
        subprotocols=protocols or None,
        on_open=lambda app: to_opened(),
        on_message=lambda app, data: message(data),
        on_pong=lambda app, data: soon(loop, pongs.put_nowait)(data),
        on_close=lambda app, code, reason: closed(code or 0, f'on_close({code}, "{reason}")'),
    )
    in_thread(app.run_forever)
    await opened

    async def send(data):
        if isinstance(data, str):
            app.send(data)
        else:
            app.send_bytes(data)

    async def close(code, reason):
        await asyncio.to_thread(app.close, status=code, reason=reason.encode())

    async def ping():
        app.sock.ping("?")
        await pongs.get()

    async def fragments(count):
        abnf = websocket.ABNF
        for i in range(count):
            code = abnf.OPCODE_TEXT if i == 0 else abnf.OPCODE_CONT
            app.sock.send_frame(abnf.create_frame("x", code, 1 if i == count - 1 else 0))

    made = Socket(send, close, app.sock.subprotocol)
    made.ping, made.fragments = ping, fragments
    return made


async def aiohttp(url, protocols, message, closed):
    import aiohttp as http

    session = http.ClientSession()
    socket = await session.ws_connect(url, protocols=protocols)

    async def read():
        async for item in socket:
            message(item.data)
        how = f"the loop over messages ends, no exception; ws.close_code {socket.close_code}"
        closed(socket.close_code or 0, how)

    reader = asyncio.create_task(read())

    async def send(data):
        await (socket.send_str(data) if isinstance(data, str) else socket.send_bytes(data))

    async def close(code, reason):
        await socket.close(code=code, message=reason.encode())

    made = Socket(send, close, socket.protocol)
    made.reader = reader
    return made


async def tornado(url, protocols, message, closed):
    from tornado.websocket import websocket_connect

    socket = await websocket_connect(url, subprotocols=protocols or None)

    async def read():
        while (data := await socket.read_message()) is not None:
            message(data)
        how = f'read_message() is None; close_code {socket.close_code}, close_reason "{socket.close_reason}"'
        closed(socket.close_code or 0, how)

    reader = asyncio.create_task(read())

    async def send(data):
        await socket.write_message(data, binary=isinstance(data, bytes))

    async def close(code, reason):
        socket.close(code, reason)

    made = Socket(send, close, socket.selected_subprotocol)
    made.reader = reader
    return made


async def autobahn(url, protocols, message, closed):
    from autobahn.asyncio.websocket import WebSocketClientFactory, WebSocketClientProtocol

    loop = asyncio.get_running_loop()
    opened = loop.create_future()
    pongs = asyncio.Queue()

    class Client(WebSocketClientProtocol):
        def onConnect(self, response):
            self.selected = response.protocol

        def onOpen(self):
            opened.set_result(self)

        def onMessage(self, payload, isBinary):
            message(payload if isBinary else payload.decode())

        def onPong(self, payload):
            pongs.put_nowait(payload)

        def onClose(self, wasClean, code, reason):
            closed(code, f'onClose({wasClean}, {code}, "{reason}")')

    factory = WebSocketClientFactory(url, protocols=protocols or None)
    factory.protocol = Client
    await loop.create_connection(factory, factory.host, factory.port)
    client = await opened

    async def send(data):
        text = isinstance(data, str)
        client.sendMessage(data.encode() if text else data, isBinary=not text)

    async def close(code, reason):
        client.sendClose(code, reason)

    async def ping():
        client.sendPing(b"?")
        await pongs.get()

    async def fragments(count):
        client.sendMessage(b"x" * count, fragmentSize=1)

    made = Socket(send, close, client.selected)
    made.ping, made.fragments = ping, fragments
    return made


async def simple_websocket(url, protocols, message, closed):
    from simple_websocket import AioClient, ConnectionClosed

    socket = await AioClient.connect(url, subprotocols=protocols or None)

    async def read():
        try:
            while True:
                message(await socket.receive())
        except ConnectionClosed as end:
            closed(int(end.reason), f'ConnectionClosed: reason {int(end.reason)}, message "{end.message}"')

    made = Socket(socket.send, socket.close, socket.subprotocol)
    made.reader = asyncio.create_task(read())
    return made


async def picows(url, protocols, message, closed):
    import picows as pico

    opened = asyncio.get_running_loop().create_future()

    class Listener(pico.WSListener):
        def on_ws_connected(self, transport):
            self.transport = transport
            opened.set_result(transport)

        def on_ws_frame(self, transport, frame):
            if frame.msg_type == pico.WSMsgType.TEXT:
                message(frame.get_payload_as_utf8_text())
            elif frame.msg_type == pico.WSMsgType.BINARY:
                message(frame.get_payload_as_bytes())
            elif frame.msg_type == pico.WSMsgType.CLOSE:
                code, reason = frame.get_close_code(), frame.get_close_message()
                closed(int(code), f'a CLOSE frame in on_ws_frame: {int(code)} "{reason}"')
                transport.disconnect()

    headers = {"Sec-WebSocket-Protocol": ", ".join(protocols)} if protocols else None
    transport, _ = await pico.ws_connect(Listener, url, extra_headers=headers)
    await opened

    async def send(data):
        kind = pico.WSMsgType.TEXT if isinstance(data, str) else pico.WSMsgType.BINARY
        transport.send(kind, data.encode() if isinstance(data, str) else data)

    async def close(code, reason):
        transport.send_close(pico.WSCloseCode(code), reason.encode())

    headers = transport.response.headers
    return Socket(send, close, headers.get("Sec-WebSocket-Protocol"))


async def trio_websocket(url, protocols, message, closed):
    """Trio has a loop of its own, in a thread."""
    import trio
    import trio_websocket as tw

    loop = asyncio.get_running_loop()
    opened = loop.create_future()
    to_opened, message, closed = soon(loop, opened.set_result), soon(loop, message), soon(loop, closed)

    async def main():
        async with tw.open_websocket_url(url, subprotocols=protocols or None) as socket:
            to_opened((trio.lowlevel.current_trio_token(), socket))
            try:
                while True:
                    message(await socket.get_message())
            except tw.ConnectionClosed as end:
                how = f'ConnectionClosed: reason.code {end.reason.code}, reason.reason "{end.reason.reason}"'
                closed(end.reason.code, how)
            await trio.sleep_forever()  # leaving would cancel an aclose() that is under way

    in_thread(lambda: trio.run(main))
    token, socket = await opened

    async def on_trio(function, *arguments):
        try:
            await asyncio.to_thread(trio.from_thread.run, function, *arguments, trio_token=token)
        except (tw.ConnectionClosed, trio.Cancelled):
            pass  # already, or it failed in between

    async def send(data):
        await on_trio(socket.send_message, data)

    async def close(code, reason):
        await on_trio(socket.aclose, code, reason)

    async def ping():
        await on_trio(socket.ping)

    made = Socket(send, close, socket.subprotocol)
    made.ping = ping
    return made


async def httpx_ws(url, protocols, message, closed):
    from httpx_ws import WebSocketDisconnect, aconnect_ws

    opened = asyncio.get_running_loop().create_future()

    async def main():
        try:
            async with aconnect_ws(url, subprotocols=protocols or None) as socket:
                opened.set_result(socket)
                while True:
                    event = await socket.receive()
                    message(event.data if isinstance(event.data, str) else bytes(event.data))
        except WebSocketDisconnect as end:
            closed(end.code, f'WebSocketDisconnect: code {end.code}, reason "{end.reason}"')
        except BaseException as end:
            if not opened.done():
                opened.set_exception(end)
            for one in getattr(end, "exceptions", [end]):
                closed(getattr(one, "code", 0), f"{type(end).__name__} with {one!r}")

    main_task = asyncio.create_task(main())
    socket = await opened

    async def send(data):
        await (socket.send_text(data) if isinstance(data, str) else socket.send_bytes(data))

    async def ping():
        await (await socket.ping()).wait()

    made = Socket(send, socket.close, socket.subprotocol)
    made.reader, made.ping = main_task, ping
    return made


LIBRARIES = {
    "websockets": websockets,
    "websockets (sync)": websockets_sync,
    "websocket-client": websocket_client,
    "aiohttp": aiohttp,
    "tornado": tornado,
    "autobahn": autobahn,
    "simple-websocket": simple_websocket,
    "picows": picows,
    "trio-websocket": trio_websocket,
    "httpx-ws": httpx_ws,
}
