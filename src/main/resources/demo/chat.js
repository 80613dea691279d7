// The demo chat: sends and receives JSON text {"from", "text", "id"} over a raw endpoint. Anything else that arrives,
// such as a plain line from wscat or curl, is shown as text. Nothing from the network ever becomes HTML.
import { ReconnectingSocket } from "../client/reconnect.js";

const MAX_ENTRIES = 500;
const MAX_SHOWN = 4000; // characters of one message
const CONFIRM_MILLIS = 10_000; // our own message should have been delivered to us by then
const GROUP_MILLIS = 120_000; // consecutive messages of one sender within this time are shown under one name

const $ = (id) => document.getElementById(id);
const log = $("log");
const scroll = $("scroll");
const text = $("text");
const nick = $("nick");

const socket = new ReconnectingSocket(socketAddress());
/**
 * The messages that this window sent, by id: {from, text, id, element, handed, timer}. `element` is null once the
 * message was delivered to us; `handed` is true once it was given to a connection.
 */
const sent = new Map();
let lostAt = 0;
let unread = 0;
let atEnd = true; // whether the conversation is scrolled to its end; then it stays there when something is added

// ---- Connection state ----------------------------------------------------------------------------------------------

let countdown = 0;

function showState(state, words, nextAt = 0) {
  $("pill").dataset.state = state;
  if ($("state").textContent !== words) $("state").textContent = words; // a change is read out
  $("reconnect").hidden = state !== "waiting" && state !== "closed";
  clearInterval(countdown);
  const tick = () => {
    const seconds = Math.ceil((nextAt - Date.now()) / 1000);
    $("countdown").textContent = nextAt && seconds > 0 ? `next try in ${seconds} s` : "";
  };
  tick();
  if (nextAt) countdown = setInterval(tick, 250);
}

socket.addEventListener("connecting", () => showState("connecting", lostAt ? "Reconnecting" : "Connecting"));
socket.addEventListener("open", () => {
  showState("open", "Connected");
  $("pill").dataset.transport = socket.transport;
  $("pill").title = {
    sse: "Over server-sent events, because WebSocket does not pass here",
    poll: "Over long polling, because neither WebSocket nor server-sent events pass here",
  }[socket.transport] ?? "";
  if (lostAt) {
    const away = duration(Date.now() - lostAt);
    if (log.children.length) addNote(`Reconnected after ${away}. Messages that others wrote meanwhile are not shown.`);
    lostAt = 0;
  }
  for (const message of sent.values()) if (isPending(message)) handOver(message); // kept messages are sent now
  showNode();
});
socket.addEventListener("waiting", (event) => {
  noteLoss();
  showState("waiting", "Offline", Date.now() + event.delay);
});
socket.addEventListener("failed", ({ data }) => {
  const message = sent.get(read(data).id);
  if (message && isPending(message)) unconfirmed(message);
});
socket.addEventListener("closed", (event) => {
  noteLoss();
  const words = { 1008: "Rejected", 1009: "Message too big" };
  showState("closed", words[event.code] ?? "Disconnected");
  say(event.reason ? `The gateway closed the connection: ${event.reason}` : "");
  for (const message of sent.values()) if (isPending(message)) unconfirmed(message);
});
$("reconnect").addEventListener("click", () => {
  socket.reconnect();
  text.focus();
});

function noteLoss() {
  if (lostAt) return;
  lostAt = Date.now();
  for (const message of sent.values()) if (isPending(message) && message.handed) unconfirmed(message);
  if (log.children.length) addNote("Connection lost. Messages you write now are sent when it is restored.");
}

async function showNode() {
  try {
    const { node } = await (await fetch(new URL("node.json", import.meta.url))).json();
    $("node").textContent = `node ${node}`;
    $("node").hidden = false;
  } catch {
    // Not an error to show: the status beside the title says whether we are connected.
  }
}

// ---- What arrives --------------------------------------------------------------------------------------------------

socket.addEventListener("message", ({ data }) => {
  const message = read(data);
  const mine = sent.get(message.id);
  if (mine) {
    if (!mine.element) return; // a repetition of a message that had arrived, or a copied id
    clearTimeout(mine.timer);
    mine.element.remove(); // shown again at the position where everyone sees it
    mine.element = null;
  }
  addMessage(message, Boolean(mine));
  if (!mine && document.hidden) document.title = `(${++unread}) ws-gateway chat`;
});

/** Any sender's message as {from, text, id}. */
function read(data) {
  if (typeof data !== "string") return { from: "someone", text: `[binary, ${data.byteLength} bytes]` };
  try {
    const { from, text, id } = JSON.parse(data);
    if (typeof text === "string") {
      const name = typeof from === "string" ? from.trim().slice(0, 40) : "";
      return { from: name || "someone", text, id: typeof id === "string" ? id : undefined };
    }
  } catch {
    // A plain line.
  }
  return { from: "someone", text: data };
}

// ---- The log -------------------------------------------------------------------------------------------------------

function addMessage({ from, text }, mine) {
  const now = new Date();
  const item = element("li", mine ? "message mine" : "message");
  item.dataset.from = from;
  item.dataset.time = now.getTime();
  const who = element("span", `who hue-${hue(from)}`);
  const name = element("bdi", "", from);
  who.append(name);
  if (mine) who.append(" (you)");
  const time = element("time", "", now.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
  time.dateTime = now.toISOString();
  time.title = now.toLocaleString();
  const head = element("div", "head");
  head.append(who, " ", time);
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}… (${text.length} characters)` : text;
  const body = element("p", "body", shown);
  body.dir = "auto";
  if (text === "") body.append(element("em", "", "(empty message)"));
  item.append(head, body);
  if (mine) item.setAttribute("aria-live", "off"); // screen readers need not repeat what the user wrote
  append(item, mine);
  return item;
}

function addNote(words) {
  append(element("li", "note", words), false);
}

function append(item, follow) {
  $("empty").hidden = true;
  log.append(item);
  while (log.children.length > MAX_ENTRIES) log.firstElementChild.remove();
  group();
  if (atEnd || follow) toEnd();
  else if (item.classList.contains("message")) $("jump").hidden = false;
}

/** Hides the name of a message that directly follows one of the same sender. */
function group() {
  const item = log.lastElementChild;
  const before = item.previousElementSibling;
  const follows =
    before?.classList.contains("message") &&
    item.classList.contains("message") &&
    before.dataset.from === item.dataset.from &&
    before.classList.contains("mine") === item.classList.contains("mine") &&
    item.dataset.time - before.dataset.time < GROUP_MILLIS;
  item.classList.toggle("follows", Boolean(follows));
}

function toEnd() {
  atEnd = true;
  scroll.scrollTop = scroll.scrollHeight;
  $("jump").hidden = true;
}

$("jump").addEventListener("click", () => {
  toEnd();
  text.focus();
});
scroll.addEventListener("scroll", () => {
  atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
  if (atEnd) $("jump").hidden = true;
});
new ResizeObserver(() => atEnd && toEnd()).observe(scroll); // an on-screen keyboard opened, or the message field grew
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unread = 0;
  document.title = "ws-gateway chat";
});

// ---- What we send --------------------------------------------------------------------------------------------------

$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = text.value.trim();
  if (!words) return text.focus();
  if (!nick.value.trim()) nick.value = someName();
  rememberNick();
  const id = randomId();
  const message = { from: nick.value.trim(), text: words, id };
  if (!socket.send(JSON.stringify(message))) {
    say(socket.state === "closed" ? "Not connected. Choose Reconnect now, then send again." : "Too many messages are waiting to be sent. Try again later.");
    return;
  }
  say("");
  const mine = { ...message, element: addMessage(message, true), handed: false, timer: 0 };
  sent.set(id, mine);
  waitFor(mine);
  text.value = "";
  grow();
  text.focus();
});

function waitFor(message) {
  message.element.classList.add("pending");
  message.element.querySelector("time").before(element("span", "status", "sending…"));
  message.handed = false;
  if (socket.state === "open") handOver(message);
}

function isPending(message) {
  return message.element?.classList.contains("pending");
}

function handOver(message) {
  message.handed = true;
  clearTimeout(message.timer);
  message.timer = setTimeout(() => unconfirmed(message), CONFIRM_MILLIS);
}

/** The message may be lost, or everyone may have received it: let the writer decide whether to send it again. */
function unconfirmed(message) {
  clearTimeout(message.timer);
  message.element.classList.remove("pending");
  message.element.querySelector(".status").remove();
  const again = element("button", "again", "Send again");
  again.type = "button";
  again.addEventListener("click", () => {
    if (!socket.send(JSON.stringify({ from: message.from, text: message.text, id: message.id }))) {
      say("Not connected. Choose Reconnect now, then send again.");
      return;
    }
    again.parentElement.remove();
    waitFor(message);
    text.focus();
  });
  const note = element("p", "unconfirmed", "Perhaps not sent: no copy has arrived. ");
  note.append(again);
  message.element.append(note);
  if (atEnd) toEnd();
}

text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $("form").requestSubmit();
  }
});
text.addEventListener("input", grow);

function grow() {
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, 160)}px`;
  const left = text.maxLength - text.value.length;
  $("left").textContent = left <= 200 ? String(left) : "";
  $("left").classList.toggle("none", left === 0);
}

nick.addEventListener("change", rememberNick);
nick.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  rememberNick();
  text.focus();
});

function rememberNick() {
  if (!nick.value.trim()) nick.value = someName();
  try {
    localStorage.setItem("ws-gateway.nick", nick.value.trim());
  } catch {
    // Storage is disabled: the name lasts as long as this window.
  }
}

// ---- Small things --------------------------------------------------------------------------------------------------

function say(words) {
  $("note").textContent = words;
}

function element(tag, className, words = "") {
  const result = document.createElement(tag);
  if (className) result.className = className;
  result.textContent = words;
  return result;
}

/** The colour class of a name, the same in every window. */
function hue(name) {
  let hash = 7;
  for (const c of name) hash = (hash * 31 + c.codePointAt(0)) % 9973;
  return hash % 8;
}

function duration(millis) {
  const seconds = Math.max(1, Math.round(millis / 1000));
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** crypto.randomUUID is missing on plain http pages that are not local. */
function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(9)), (b) => b.toString(16).padStart(2, "0")).join("");
}

function someName() {
  const pick = (list) => list[Math.floor(Math.random() * list.length)];
  return `${pick(["Brave", "Calm", "Clever", "Happy", "Kind", "Lucky", "Quick", "Wise"])} ${pick([
    "Badger", "Falcon", "Fox", "Heron", "Lynx", "Otter", "Owl", "Panda"])}`;
}

function start() {
  let stored = null;
  try {
    stored = localStorage.getItem("ws-gateway.nick");
  } catch {
    // As above.
  }
  nick.value = stored || someName();
  $("curl").textContent =
    "curl http://localhost:8081/api/publish -H 'X-API-Key: demo-only-key-that-everybody-knows'" +
    ` -d '{"channel": "chat", "data": {"from": "curl", "text": "Hello"}}'`;
  $("phone").hidden = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
  $("wscat").textContent = `npx wscat -c ${socketAddress()}`;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.setAttribute("aria-label", `Copy the ${button.dataset.copy} line`);
    if (!navigator.clipboard) button.hidden = true;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText($(button.dataset.copy).textContent);
        button.textContent = "Copied";
        setTimeout(() => (button.textContent = "Copy"), 1500);
      } catch {
        getSelection().selectAllChildren($(button.dataset.copy));
      }
    });
  }
  grow();
  if (matchMedia("(hover: hover)").matches) text.focus(); // on a phone it would open the keyboard
}

function socketAddress() {
  return new URL(document.body.dataset.endpoint, location.href).href.replace(/^http/, "ws");
}

start();
