import { connect } from "./page.js";

const id = new URLSearchParams(location.search).get("id") ?? "1001";
const [arrival, route, driven, door, van] = ["arrival", "route", "driven", "door", "van"].map((name) => document.getElementById(name));

document.getElementById("id").textContent = id;
document.querySelector(`nav a[href="?id=${CSS.escape(id)}"]`)?.setAttribute("aria-current", "page");

function show(message) {
  if (!Array.isArray(message.route) || message.route.length < 2 || !Number.isFinite(message.done + message.minutes)) return;
  const done = Math.max(0, Math.min(1, message.done));
  const points = message.route.slice(0, 500).map(([x, y]) => `${Number(x)},${Number(y)}`);
  for (const line of [route, driven]) line.setAttribute("points", points.join(" "));
  const length = route.getTotalLength();
  driven.style.strokeDasharray = length;
  driven.style.strokeDashoffset = length * (1 - done);
  place(door, route.getPointAtLength(length));
  place(van, route.getPointAtLength(length * done));
  route.ownerSVGElement.dataset.moving = "";
  arrival.textContent = done === 1 ? "Your parcel is at the door." : `Your parcel arrives in ${message.minutes} minutes.`;
}

function place(element, { x, y }) {
  element.style.transform = `translate(${x}px, ${y}px)`;
}

await connect(`/deliveries/${encodeURIComponent(id)}`, show);
