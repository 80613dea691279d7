// Prints "got DATA" for each event of URL, reconnects as EventSource does, and posts each line of
// its input until it is accepted: "sent LINE".
import { createInterface } from "node:readline";

const url = process.argv[2];
const pause = () => new Promise((done) => setTimeout(done, 200));

async function receive() {
  const response = await fetch(url, { headers: { Accept: "text/event-stream" } });
  if (!response.ok) {
    await response.body?.cancel();
    return;
  }
  let rest = "";
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop();
    for (const line of lines.filter((one) => one.startsWith("data: "))) {
      console.log(`got ${line.slice(6)}`);
    }
  }
}

async function send(text) {
  for (;;) {
    try {
      const answer = await fetch(url, { method: "POST", headers: { "Content-Type": "text/plain" }, body: text });
      await answer.arrayBuffer();
      if (answer.ok) {
        console.log(`sent ${text}`);
        return;
      }
      if (![429, 502, 503].includes(answer.status)) {
        console.log(`refused ${text} ${answer.status}`);
      }
    } catch {
      // The connection broke.
    }
    await pause();
  }
}

(async () => {
  for (;;) {
    await receive().catch(() => {});
    await pause();
  }
})();
for await (const line of createInterface({ input: process.stdin })) {
  await send(line);
}
process.exit(0);
