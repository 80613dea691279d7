import { connect, contextOf } from "./page.js";

const SIZE = 1000; // of the arena, in the units of the game server
const TRAIL = 14; // positions behind each player
const arena = document.getElementById("arena");
const [published, received, skipped] = ["published", "received", "skipped"].map((id) => document.getElementById(id));

let last = null; // the snapshots before and after the present moment
let next = null;
let gone = 0;
let counted = { ticks: 0, messages: 0 };
const trails = [];

function show(message) {
  if (!Number.isInteger(message.tick) || !Array.isArray(message.players)) return;
  const ticks = next ? message.tick - next.tick : 1;
  if (ticks > 0) {
    gone += ticks - 1;
    counted.ticks += ticks;
  }
  counted.messages++;
  last = next ?? { ...message, at: performance.now() };
  next = { tick: message.tick, players: message.players.slice(0, 500), at: performance.now() };
}

/** Draws each player between its last two positions, so that 20 messages a second move smoothly. */
function draw() {
  requestAnimationFrame(draw);
  if (!next) return;
  const { context, width } = contextOf(arena);
  const scale = width / SIZE;
  const part = Math.min(1.5, (performance.now() - next.at) / Math.max(16, next.at - last.at));
  next.players.forEach(([x, y], i) => {
    const [fromX, fromY] = last.players[i] ?? [x, y];
    const trail = (trails[i] ??= []);
    trail.push([(fromX + (x - fromX) * part) * scale, (fromY + (y - fromY) * part) * scale]);
    if (trail.length > TRAIL) trail.shift();
    context.fillStyle = `hsl(${(i * 137) % 360} 75% 58%)`;
    trail.forEach(([left, top], age) => {
      context.globalAlpha = age === trail.length - 1 ? 1 : (0.35 * age) / TRAIL;
      context.beginPath();
      context.arc(left, top, age === trail.length - 1 ? 7 : 4, 0, 2 * Math.PI);
      context.fill();
    });
  });
}

setInterval(() => {
  published.textContent = counted.ticks;
  received.textContent = counted.messages;
  skipped.textContent = gone;
  counted = { ticks: 0, messages: 0 };
}, 1000);

await connect("/arena", show);
draw();
