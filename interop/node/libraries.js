// The clients of Node, each behind one function: open(url, protocols, {message, closed}) => promise of
// {send, close, protocol, ping?, fragments?}. `closed(code, how)`: `how` is what the library itself shows.
import { readFileSync } from "node:fs";

/** A WebSocket as browsers have it. */
function standard(make, { ping, bytes = (data) => data } = {}) {
  return (url, protocols, sink) =>
    new Promise((resolve, reject) => {
      const socket = make(url, protocols);
      socket.binaryType = "arraybuffer";
      let failed = "";
      socket.onopen = () =>
        resolve({
          send: (data) => socket.send(typeof data === "string" ? data : bytes(data)),
          close: (code, reason) => socket.close(code, reason),
          protocol: () => socket.protocol,
          ping: ping && (() => ping(socket)),
        });
      socket.onmessage = (event) => sink.message(event.data);
      socket.onerror = (event) => {
        failed = "error event, then ";
        reject(event.error ?? new Error(event.message ?? "error event"));
      };
      socket.onclose = (event) => sink.closed(event.code, `${failed}close event ${event.code} "${event.reason}"`);
    });
}

async function wsPackage() {
  return (await import("ws")).default;
}

export const libraries = {
  async ws() {
    const WebSocket = await wsPackage();
    return (url, protocols, sink) =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(url, protocols);
        socket.on("error", reject);
        socket.on("message", (data, isBinary) => sink.message(isBinary ? data : data.toString()));
        socket.on("close", (code, reason) => sink.closed(code, `"close" event ${code} "${reason}"`));
        socket.on("open", () =>
          resolve({
            send: (data) => socket.send(data),
            close: (code, reason) => socket.close(code, reason),
            protocol: () => socket.protocol,
            ping: () => new Promise((pong) => (socket.once("pong", pong), socket.ping())),
            fragments: (count) => {
              for (let i = 1; i <= count; i++) socket.send("x", { fin: i === count });
            },
          }),
        );
      });
  },
  async "isomorphic-ws"() {
    const WebSocket = (await import("isomorphic-ws")).default;
    return standard((url, protocols) => new WebSocket(url, protocols));
  },
  async websocket() {
    const { w3cwebsocket } = (await import("websocket")).default;
    return standard((url, protocols) => new w3cwebsocket(url, protocols));
  },
  async "faye-websocket"() {
    const { Client } = (await import("faye-websocket")).default;
    // Bytes are a Buffer here; it makes text of any other array.
    return standard((url, protocols) => new Client(url, protocols), {
      bytes: Buffer.from,
      ping: (socket) => new Promise((pong) => socket.ping("?", pong)),
    });
  },
  async undici() {
    const { WebSocket } = await import("undici");
    return standard((url, protocols) => new WebSocket(url, protocols));
  },
  /** Node 22 has it without a flag, Node 20 with --experimental-websocket. */
  async "node built-in"() {
    if (!globalThis.WebSocket) throw new Error("this Node has no WebSocket");
    return standard((url, protocols) => new WebSocket(url, protocols));
  },
  async "reconnecting-websocket"() {
    const [WebSocket, { default: Reconnecting }] = [await wsPackage(), await import("reconnecting-websocket")];
    return once(standard((url, protocols) => new (Reconnecting.default ?? Reconnecting)(url, protocols, { WebSocket })));
  },
  async partysocket() {
    const [WebSocket, { WebSocket: Reconnecting }] = [await wsPackage(), await import("partysocket")];
    return once(standard((url, protocols) => new Reconnecting(url, protocols, { WebSocket })));
  },
  async rxjs() {
    const [WebSocket, { webSocket }] = [await wsPackage(), await import("rxjs/webSocket")];
    return (url, protocol, sink) =>
      new Promise((resolve, reject) => {
        const subject = webSocket({
          url,
          protocol,
          WebSocketCtor: WebSocket,
          binaryType: "arraybuffer",
          serializer: (data) => data,
          deserializer: (event) => event.data,
          openObserver: {
            next: (event) =>
              resolve({
                send: (data) => subject.next(data),
                close: (code, reason) => subject.error({ code, reason }),
                protocol: () => event.target.protocol,
              }),
          },
          closeObserver: { next: (event) => (code = event.code) },
        });
        let code = 0; // only the closeObserver has it when the end was clean
        subject.subscribe({
          next: sink.message,
          error: (error) => (reject(error), sink.closed(error.code ?? 0, `error with code ${error.code}`)),
          complete: () => sink.closed(code, `COMPLETE, as if nothing were wrong; closeObserver: ${code}`),
        });
      });
  },
  /** The gateway's own, on `ws`. */
  async "reconnect.js"() {
    globalThis.WebSocket = await wsPackage();
    const source = readFileSync(process.env.RECONNECT_JS, "utf8");
    const { ReconnectingSocket } = await import("data:text/javascript," + encodeURIComponent(source));
    return (url, protocols, sink) =>
      new Promise((resolve) => {
        const socket = new ReconnectingSocket(url, { protocols });
        const closed = (event) => {
          const what = event.type === "waiting" ? `waiting ${event.delay} ms` : "closed for good";
          if (event.type === "waiting") setTimeout(() => socket.close()); // once is enough here
          sink.closed(event.code, `${what}, ${event.code} "${event.reason}"`);
        };
        socket.addEventListener("open", () =>
          resolve({
            send: (data) => socket.send(data),
            close: (code, reason) => socket.close(code, reason),
            protocol: () => socket.protocol,
          }),
        );
        socket.addEventListener("message", (event) => sink.message(event.data));
        socket.addEventListener("waiting", closed);
        socket.addEventListener("closed", closed);
      });
  },
};

/** Of a library that reconnects by itself: keeps the first end, and stops it then. */
function once(open) {
  return async (url, protocols, sink) => {
    let own = false;
    const closed = (code, how) => {
      if (!own) socket?.close(1000, "");
      sink.closed(code, own ? how : how + ", and it reconnects");
    };
    const socket = await open(url, protocols, { ...sink, closed });
    return { ...socket, close: (code, reason) => ((own = true), socket.close(code, reason)) };
  };
}
