// The naive broadcast of the documentation of `ws`: what one client sends goes to all of them.
// ws-server.js PORT [CERTIFICATE KEY]: the files make it speak TLS.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { WebSocketServer, WebSocket } from "ws";

const [port, cert, key] = process.argv.slice(2);
const listener = cert ? createTlsServer({ cert: readFileSync(cert), key: readFileSync(key) }) : createServer();
const server = new WebSocketServer({ server: listener, perMessageDeflate: false });
listener.listen({ host: "127.0.0.1", port: Number(port), backlog: 4096 });
server.on("connection", (socket) => {
  socket.on("error", () => {});
  socket.on("message", (data, isBinary) => {
    for (const client of server.clients) {
      if (client.readyState === WebSocket.OPEN) {
        client.send(data, { binary: isBinary });
      }
    }
  });
});
listener.on("listening", () => console.log(`listening on ${listener.address().port}`));
