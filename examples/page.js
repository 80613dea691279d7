// Shared by the pages of all examples: the connection, and the line that shows its state.
import { ReconnectingSocket } from "./reconnect.js";

const TEXT = { connecting: "connecting", open: "live", waiting: "reconnecting", closed: "closed" };

/**
 * Connects to an endpoint of the gateway. Calls `onMessage` with each message, as the object that it is in JSON.
 * Messages that are not a JSON object are left out: anyone with an API key may publish something else.
 */
export async function connect(path, onMessage, options = {}) {
  // Your own page would have the gateway's address in its code or its build.
  const { url } = await (await fetch("gateway.json")).json();
  const socket = new ReconnectingSocket(url + path, options);
  const state = document.querySelector("#state");
  for (const type of Object.keys(TEXT)) {
    socket.addEventListener(type, (event) => {
      state.dataset.state = type;
      state.textContent = type === "closed" ? `${TEXT[type]}: ${event.reason || event.code}` : TEXT[type];
    });
  }
  socket.addEventListener("message", ({ data }) => {
    const message = typeof data === "string" && options.frames !== "json" ? parse(data) : data;
    if (message !== null && typeof message === "object" && !Array.isArray(message)) onMessage(message);
  });
  return socket;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A colour that a name always has, as readable on light as on dark. */
export function colourOf(name) {
  let hash = 7;
  for (const character of name) hash = (hash * 131 + character.codePointAt(0)) % 9973;
  return `oklch(0.6 0.17 ${(hash * 47) % 360})`;
}

/** Gives a canvas as many pixels as it covers on the screen, and returns its context in CSS pixels. */
export function contextOf(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const scale = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const context = canvas.getContext("2d");
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}
