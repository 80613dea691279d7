import { colourOf, connect } from "./page.js";

const KEPT = 200; // messages on the page
const room = new URLSearchParams(location.search).get("room") ?? "lobby";
const [messages, form, name, text] = ["messages", "form", "name", "text"].map((id) => document.getElementById(id));

document.getElementById("room").textContent = room;
document.querySelector(`nav a[href="?room=${CSS.escape(room)}"]`)?.setAttribute("aria-current", "page");
name.value = sessionStorage.getItem("name") ?? `Guest ${1 + Math.floor(Math.random() * 99)}`;

/** Shows a message. What others wrote becomes text, never HTML. */
function show(message) {
  // What a backend refuses returns to its sender as an error.
  if (message.error) message = { from: "refused", text: message.error.message };
  if (typeof message.from !== "string" || typeof message.text !== "string") return;
  const item = document.createElement("li");
  const from = document.createElement("b");
  from.textContent = message.from.slice(0, 20);
  from.style.color = colourOf(message.from);
  item.append(from, message.text.slice(0, 500));
  item.classList.toggle("mine", message.from === name.value);
  messages.append(item);
  while (messages.childElementCount > KEPT) messages.firstElementChild.remove();
  item.scrollIntoView({ block: "end" });
}

const socket = await connect(`/chat/${encodeURIComponent(room)}`, show);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem("name", name.value);
  // The message also returns to this page. Only then does it show it, so every window has the same order.
  if (socket.send(JSON.stringify({ from: name.value, text: text.value }))) text.value = "";
});
