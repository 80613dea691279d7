// The cases of interop/run, for any client of Node: node cases.js LIBRARY cases|drain URL
// Prints one JSON object a line: {"case", "ok", "saw"}; "ok" null: the library cannot do that.
import { randomUUID } from "node:crypto";
import { libraries } from "./libraries.js";

const [, , library, what, base] = process.argv;
const open = await libraries[library]();
const UTF8 = "Grüße, 世界 🌍 \u0000 \u{10ffff}";

const report = (name, ok, saw = "") => console.log(JSON.stringify({ case: name, ok, saw }));

/** Waits, but not for ever. */
const within = (promise, seconds, forWhat) =>
  Promise.race([
    promise,
    new Promise((_, reject) => setTimeout(() => reject(new Error(`no ${forWhat} in ${seconds} s`)), seconds * 1000).unref()),
  ]);

/** A connection: {socket, next(), closed}; what is received is kept until it is asked for. */
async function connect(path, protocols = []) {
  const kept = [];
  const waiting = [];
  let close;
  const closed = new Promise((resolve) => (close = resolve));
  const sink = {
    message: (data) => (waiting.length ? waiting.shift()(data) : kept.push(data)),
    closed: (code, how) => close({ code, how }),
  };
  const socket = await within(open(base + path, protocols, sink), 10, "connection");
  const next = () => within(kept.length ? Promise.resolve(kept.shift()) : new Promise((r) => waiting.push(r)), 10, "message");
  return { socket, next, closed: (seconds = 15) => within(closed, seconds, "close") };
}

const room = () => "/room/" + randomUUID();
const same = (a, b) =>
  typeof a === "string" || typeof b === "string" ? a === b : Buffer.compare(Buffer.from(a), Buffer.from(b)) === 0;

async function run(name, action) {
  try {
    const result = await action();
    report(name, result?.ok ?? true, result?.saw ?? "");
  } catch (error) {
    if (error.message === "not offered") report(name, null);
    else report(name, false, String(error?.message ?? error));
  }
}

async function echo(data) {
  const client = await connect(room());
  client.socket.send(data);
  const ok = same(await client.next(), data);
  client.socket.close(1000, "");
  return { ok };
}

async function closeSeen(path, expected, provoke) {
  const client = await connect(path);
  provoke(client.socket);
  const { code, how } = await client.closed();
  return { ok: code === expected, saw: how };
}

if (what === "drain") {
  const client = await connect(room());
  console.log("open");
  const { code, how } = await client.closed(120);
  report("1012", code === 1012, how);
  process.exit(0);
}

await run("text", () => echo("hello"));
await run("utf8", () => echo(UTF8));
await run("binary", () => echo(new Uint8Array([0, 1, 127, 128, 255])));
await run("60 KB", () => echo("x".repeat(60 * 1024)));
await run("broadcast", async () => {
  const path = room();
  const [one, two] = [await connect(path), await connect(path)];
  one.socket.send("to all");
  const ok = (await two.next()) === "to all";
  one.socket.close(1000, "");
  two.socket.close(1000, "");
  return { ok };
});
await run("subprotocol", async () => {
  const client = await connect(room(), ["other", "v2.chat", "v1.chat"]);
  const saw = client.socket.protocol();
  client.socket.close(1000, "");
  return { ok: saw === "v2.chat", saw };
});
await run("ping", async () => {
  const client = await connect(room());
  if (!client.socket.ping) throw new Error("not offered");
  await within(client.socket.ping(), 5, "pong");
  client.socket.close(1000, "");
});
await run("1003", () => closeSeen("/text/" + randomUUID(), 1003, (s) => s.send(new Uint8Array([1]))));
await run("1008", () =>
  closeSeen(room(), 1008, (s) => {
    if (!s.fragments) throw new Error("not offered");
    s.fragments(65);
  }),
);
await run("1009", () => closeSeen(room(), 1009, (s) => s.send("x".repeat(65_537))));
await run("1013", () => closeSeen("/nobody", 1013, (s) => s.send("anybody?")));
await run("own 1000", async () => {
  const client = await connect(room());
  client.socket.close(1000, "bye " + library);
  return { saw: (await client.closed()).how }; // interop/run asks the gateway's log whether it heard the code
});
await run("burst", async () => {
  const path = room();
  const listener = await connect(path);
  const sender = await connect(path);
  for (let i = 0; i < 200; i++) sender.socket.send("m" + i);
  sender.socket.close(1000, "");
  let count = 0;
  try {
    while (count < 200 && (await listener.next()) === "m" + count) count++;
  } catch {}
  listener.socket.close(1000, "");
  return { ok: count === 200, saw: `${count} of 200` };
});
process.exit(0);
