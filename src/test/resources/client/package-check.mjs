// Run by ClientPackageIT beside node_modules/ws-gateway-reconnect: the package can be imported, its types name what the
// code has, and it works in Node. Prints "ok", or throws.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import * as module from "ws-gateway-reconnect";

const folder = new URL("./node_modules/ws-gateway-reconnect/", import.meta.url);
const text = (name) => readFileSync(new URL(name, folder), "utf8");
const sorted = (names) => [...new Set(names)].sort();
const all = (string, pattern) => [...string.matchAll(pattern)].map((found) => found[1]);
const block = (string, start) => {
  const from = string.indexOf(start);
  assert.ok(from >= 0, `no ${start}`);
  return string.slice(from, string.indexOf("\n}\n", from));
};

const manifest = JSON.parse(text("package.json"));
for (const name of manifest.files) assert.ok(existsSync(new URL(name, folder)), `${name} is missing`);
for (const name of all(text("reconnect.js"), /from "\.\/(\S+)"/g)) assert.ok(manifest.files.includes(name), name);
assert.ok(manifest.files.includes(manifest.types.slice(2)));

const types = text("reconnect.d.ts");
const code = text("reconnect.js");
assert.deepEqual(sorted(all(types, /^export (?:class|const|function) (\w+)/gm)), sorted(Object.keys(module)), "exports");
assert.deepEqual(
  sorted(all(block(types, "export interface Options {"), /^ {2}(\w+)\?:/gm)),
  sorted(Object.keys(module.DEFAULTS)),
  "options",
);
assert.deepEqual(
  sorted(all(block(types, "export interface EventFields {"), /^ {2}(\w+):/gm)),
  sorted(all(code, /^ \*   (\w+) +\{\w/gm)),
  "events",
);
for (const name of all(code, /#(?:emit|enter)\((?:type === "text\/plain" \? )?"(\w+)"/g))
  assert.match(block(types, "export interface EventFields {"), new RegExp(`^ {2}${name}:`, "m"), name);
for (const name of ["ReconnectingSocket", "SendBuffer"]) {
  const own = Object.getOwnPropertyNames(module[name].prototype);
  const declared = all(block(types, `export class ${name} `), /^ {2}(?:readonly )?(\w+)[<(:]/gm);
  const inherited = name === "SendBuffer" ? ["maxMessages", "maxChars"] : ["addEventListener", "removeEventListener"];
  assert.deepEqual(sorted(declared.filter((member) => !inherited.includes(member))), sorted(own), name);
}

// In a Node without WebSocket: events and POST.
delete globalThis.WebSocket;
const server = createServer((request, response) => {
  if (request.method === "POST") {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => response.writeHead(200, { "Content-Type": "text/plain" }).end(`got ${body}`));
  } else response.writeHead(200, { "Content-Type": "text/event-stream" }).write(":\n\ndata: welcome\n\n");
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const socket = new module.ReconnectingSocket(`ws://127.0.0.1:${server.address().port}/ws`);
const messages = [];
await new Promise((done) => {
  socket.addEventListener("open", () => socket.send("hello"));
  socket.addEventListener("message", ({ data }) => messages.push(data) === 2 && done());
});
assert.deepEqual(messages, ["welcome", "got hello"]);
assert.equal(socket.transport, "sse");
socket.close();
server.closeAllConnections();
server.close();
console.log("ok");
