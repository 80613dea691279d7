import { connect, contextOf } from "./page.js";

const KEPT = 120; // prices in a line: half a minute
const MOST = 24; // lines on the page
const lines = new Map();

function lineOf(name) {
  if (!lines.has(name) && lines.size < MOST) {
    const card = document.createElement("section");
    card.className = "panel price";
    const [heading, price, change, canvas] = ["h2", "output", "span", "canvas"].map((tag) => document.createElement(tag));
    heading.textContent = name.slice(0, 20);
    change.className = "change";
    card.append(heading, price, change, canvas);
    document.getElementById("prices").append(card);
    lines.set(name, { values: [], first: null, price, change, canvas });
  }
  return lines.get(name);
}

function show(prices) {
  for (const [name, value] of Object.entries(prices)) {
    const line = typeof value === "number" ? lineOf(name) : null;
    if (!line) continue;
    line.first ??= value;
    line.values.push(value);
    if (line.values.length > KEPT) line.values.shift();
    const percent = (100 * (value - line.first)) / line.first;
    line.price.textContent = value.toFixed(2);
    line.change.textContent = `${percent < 0 ? "▼" : "▲"} ${Math.abs(percent).toFixed(2)} %`;
    line.change.className = `change ${percent < 0 ? "down" : "up"}`;
    draw(line);
  }
}

function draw({ canvas, values, change }) {
  const { context, width, height } = contextOf(canvas);
  const least = Math.min(...values);
  const span = Math.max(...values) - least || 1;
  const x = (i) => (width - 4) * (1 - (values.length - 1 - i) / (KEPT - 1));
  const y = (value) => height - 4 - ((value - least) / span) * (height - 8);
  context.beginPath();
  values.forEach((value, i) => context.lineTo(x(i), y(value)));
  context.strokeStyle = context.fillStyle = getComputedStyle(change).color;
  context.lineWidth = 2;
  context.lineJoin = "round";
  context.stroke();
  context.lineTo(x(values.length - 1), height);
  context.lineTo(x(0), height);
  context.globalAlpha = 0.12;
  context.fill();
  context.globalAlpha = 1;
  context.beginPath();
  context.arc(x(values.length - 1), y(values.at(-1)), 3.5, 0, 2 * Math.PI);
  context.fill();
}

await connect("/prices", show);
