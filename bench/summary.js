// What bench/run prints. `run FILE`: a line. `row ROW OUT FILE...`: ratios of each round against the
// gateway, median and spread, beside the goal; OUT gets every run with machine and versions.
import { readFileSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";

const value = {
  delivery: (run) => run.server.cpuMicrosPerDelivery,
  p99: (run) => run.latencyMicros.p99 / 1000,
  memory: (run) => run.bytesPerConnection / 1024,
  handshakes: (run) => run.handshakesPerSecond,
  handshake: (run) => run.server.cpuMicrosPerHandshake,
};

// A ratio is [what is above, what is below]; its goal is a bound for the median.
const rows = {
  fanout16: {
    title: "server CPU per delivery, 1000 subscribers, 128 B, 16 in flight",
    of: value.delivery,
    unit: "us",
    ratios: [
      ["gateway", "ws", "<=", 1 / 15],
      ["gateway", "nio"],
      ["gateway-x10", "ws"],
    ],
  },
  fanout1: {
    title: "server CPU per delivery, 1000 subscribers, 128 B, 1 in flight",
    of: value.delivery,
    unit: "us",
    ratios: [
      ["gateway", "ws", "<=", 0.75],
      ["gateway", "nio", "<=", 1.5],
    ],
  },
  sse16: {
    title: "server CPU per delivery by SSE and by WebSocket, 1000 subscribers, 128 B, 16 in flight",
    of: value.delivery,
    unit: "us",
    ratios: [["gateway-sse", "gateway", "<=", 1.15]],
  },
  sse1: {
    title: "server CPU per delivery by SSE and by WebSocket, 1000 subscribers, 128 B, 1 in flight",
    of: value.delivery,
    unit: "us",
    ratios: [["gateway-sse", "gateway", "<=", 1.15]],
  },
  latency: {
    title: "p99 delivery at 20 messages/s to 1000",
    of: value.p99,
    unit: "ms",
    ratios: [["gateway", "ws", "<=", 1]],
  },
  idle: {
    title: "memory per idle connection (10,000, RSS)",
    of: value.memory,
    unit: "KB",
    goals: [["gateway", "<=", 8]],
    ratios: [["gateway", "ws"]],
  },
  connect: {
    title: "handshakes per second, warm",
    of: value.handshakes,
    unit: "/s",
    ratios: [["gateway", "ws", ">=", 1]],
  },
  tlsconnect: {
    title: "server CPU per full TLS handshake and upgrade, warm",
    of: value.handshake,
    unit: "us",
    ratios: [["gateway", "ws", "<=", 1], ["jdk", "ws"]],
  },
  tlsresume: {
    title: "server CPU per resumed TLS handshake and upgrade, warm",
    of: value.handshake,
    unit: "us",
    ratios: [["gateway", "ws", "<=", 1], ["jdk", "ws"]],
  },
  tlsfanout16: {
    title: "server CPU per delivery with TLS, 1000 subscribers, 128 B, 16 in flight",
    of: value.delivery,
    unit: "us",
    ratios: [["gateway", "ws", "<=", 0.3], ["jdk", "ws"]],
  },
  tlsfanout1: {
    title: "server CPU per delivery with TLS, 1000 subscribers, 128 B, 1 in flight",
    of: value.delivery,
    unit: "us",
    ratios: [["gateway", "ws", "<=", 1], ["jdk", "ws"]],
  },
  tlsidle: {
    title: "memory per idle TLS connection (RSS)",
    of: value.memory,
    unit: "KB",
    ratios: [["gateway", "ws", "<=", 1], ["jdk", "ws"]],
  },
  handshake: {
    title: "server CPU per handshake, warm",
    of: value.handshake,
    unit: "us",
    ratios: [["gateway", "ws", "<=", 0.65]],
  },
  tokens: {
    title: "server CPU per handshake with a client token, warm",
    of: value.handshake,
    unit: "us",
    ratios: [["hs256", "gateway"], ["es256", "gateway"]],
  },
  fresh: {
    title: "server CPU per handshake, the first 10,000 of a process",
    of: value.handshake,
    unit: "us",
    ratios: [["gateway", "ws", "<=", 1.3]],
  },
  slow: {
    title: "p99 of 800 subscribers at 4 KB x 304/s while 200 more read, or do not",
    of: value.p99,
    unit: "ms",
    ratios: [["gateway-stalled", "gateway-reading", "<=", 1.5]],
    memory: true,
  },
};

const read = (file) => JSON.parse(readFileSync(file, "utf8"));
const number = (n) => (n === undefined || Number.isNaN(n) ? "-" : n >= 100 ? n.toFixed(0) : n.toPrecision(3));
const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(0);

function parts(file) {
  const [, row, round, server] = /([a-z0-9]+)-([0-9a-z]+)-([a-z0-9-]+)\.json$/.exec(file);
  return { row, round: Number(round), server };
}

function line(file) {
  const run = read(file);
  const { row, round, server } = parts(file);
  const cells = [
    `${round}`.padStart(3),
    server.padEnd(16),
    `${number(rows[row].of(run))} ${rows[row].unit}`.padEnd(12),
    run.latencyMicros ? `p50 ${number(run.latencyMicros.p50 / 1e3)} p99 ${number(run.latencyMicros.p99 / 1e3)} ms` : "",
    run.deliveriesPerSecond ? `${number(run.deliveriesPerSecond)} deliveries/s` : "",
    `server ${number(run.server.cpuCores * 100)} %`,
    `client ${number(run.client.cpuCores * 100)} %`,
    `rss ${megabytes(run.server.rssBefore)}/${megabytes(run.server.rssMax)}/${megabytes(run.server.rssAfter)} MB`,
    `load ${run.loadAverage.before.toFixed(1)}`,
    run.verdict === "OK" ? "" : `VOID: ${run.voidReasons.join(", ")}`,
    ...run.warnings,
  ];
  console.log(cells.filter((cell) => cell !== "").join("  "));
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function spread(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values), values };
}

// One round has no spread.
const said = ({ median: m, min, max, values }) =>
  values.length > 1 ? `${number(m)} (${number(min)} - ${number(max)})` : number(m);

function met(m, relation, goal) {
  return relation === "<=" ? m <= goal : m >= goal;
}

function version(command, ...args) {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "unknown";
  }
}

// The load generator's JVM is the servers' too.
function versions(java) {
  return {
    gateway: version("git", "describe", "--always", "--dirty", "--exclude", "*"),
    java,
    node: process.version,
    ws: read(new URL("node_modules/ws/package.json", import.meta.url)).version,
  };
}

function row(name, out, files) {
  const spec = rows[name];
  const runs = files.map((file) => ({ ...parts(file), ...{ result: read(file) } }));
  const of = (server) => runs.filter((run) => run.server === server).sort((a, b) => a.round - b.round);
  const loads = runs.map((run) => run.result.loadAverage.before);
  const summary = { row: name, title: spec.title, unit: spec.unit, date: new Date().toISOString() };
  summary.command = process.env.COMMAND;
  summary.machine = runs[0].result.machine;
  summary.pinning = process.env.PINNING;
  summary.versions = versions(summary.machine.jdk);
  summary.loadAverage = { min: Math.min(...loads), max: Math.max(...loads) };
  summary.values = {};
  for (const server of new Set(runs.map((run) => run.server))) {
    summary.values[server] = spread(of(server).map((run) => spec.of(run.result)));
  }
  const ratios = [...spec.ratios, ["gateway", "other"]].filter((r) => r[0] in summary.values && r[1] in summary.values);
  summary.ratios = ratios.map(([above, below, relation, goal]) => {
    const pairs = of(above).map((run, i) => spec.of(run.result) / spec.of(of(below)[i].result));
    const ratio = { of: above, to: below, ...spread(pairs) };
    return relation ? { ...ratio, goal: `${relation} ${number(goal)}`, met: met(ratio.median, relation, goal) } : ratio;
  });
  summary.goals = (spec.goals ?? []).map(([server, relation, goal]) => {
    const { median: m } = summary.values[server];
    return { of: server, median: m, goal: `${relation} ${number(goal)}`, met: met(m, relation, goal) };
  });
  const voids = runs.filter((run) => run.result.verdict !== "OK");
  summary.void = voids.length;
  summary.warnings = runs.flatMap((run) => run.result.warnings.map((text) => `${run.server}, round ${run.round}: ${text}`));
  summary.runs = runs;
  writeFileSync(out, `${JSON.stringify(summary, null, 1)}\n`);

  const rounds = of(runs[0].server).length;
  console.log(`-- ${spec.title}: ${rounds > 1 ? `median (lowest - highest) of ${rounds} rounds` : "one round"}`);
  for (const [server, values] of Object.entries(summary.values)) {
    console.log(`   ${server.padEnd(16)} ${said(values)} ${spec.unit}`);
  }
  for (const r of summary.ratios) {
    const inverse = r.median < 1 ? ` = 1/${number(1 / r.median)}` : "";
    const goal = r.goal ? `   goal ${r.goal}: ${r.met ? "met" : "missed"}` : "";
    console.log(`   ${r.of} / ${r.to}: ${said(r)}${inverse}${goal}`);
  }
  for (const g of summary.goals) {
    console.log(`   ${g.of}: goal ${g.goal} ${spec.unit}: ${g.met ? "met" : "missed"}`);
  }
  if (spec.memory) {
    const stalled = of("gateway-stalled").map((run) => run.result.server);
    console.log(`   memory while 200 stall: ${stalled.map((s) => `${megabytes(s.rssBefore)} -> ${megabytes(s.rssMax)} -> ${megabytes(s.rssAfter)}`).join(", ")} MB`);
  }
  for (const warning of summary.warnings) {
    console.log(`   warning: ${warning}`);
  }
  console.log(`   load average ${summary.loadAverage.min.toFixed(1)} - ${summary.loadAverage.max.toFixed(1)}; ${out}`);
  if (voids.length > 0) {
    console.log(`   VOID: ${voids.length} of ${runs.length} runs`);
    process.exitCode = 1;
  }
}

const [what, ...args] = process.argv.slice(2);
if (what === "run") {
  line(args[0]);
} else {
  row(args[0], args[1], args.slice(2));
}
