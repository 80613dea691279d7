import { connect } from "./page.js";

const KEPT = 6; // notifications on the page
const KINDS = ["parcel", "message", "payment", "warning"];
const user = new URLSearchParams(location.search).get("user") ?? "alice";
const [bell, count, list] = ["bell", "count", "list"].map((id) => document.getElementById(id));

document.getElementById("user").textContent = user;
document.querySelector(`nav a[href="?user=${CSS.escape(user)}"]`)?.setAttribute("aria-current", "page");

/** In your application, the backend signs a token for the user whose session cookie this request has. */
async function token() {
  const response = await fetch(`token?user=${encodeURIComponent(user)}`);
  if (!response.ok) throw new Error(await response.text());
  return response.text();
}

function show(message) {
  if (typeof message.title !== "string") return;
  const item = document.createElement("li");
  item.className = `panel ${KINDS.includes(message.kind) ? message.kind : ""}`;
  const title = document.createElement("b");
  title.textContent = message.title.slice(0, 100);
  item.append(title, typeof message.text === "string" ? message.text.slice(0, 300) : "");
  list.prepend(item);
  while (list.childElementCount > KEPT) list.lastElementChild.remove();
  count.textContent = Number(count.textContent) + 1;
  bell.classList.remove("rings");
  void bell.offsetWidth; // starts the animation again
  bell.classList.add("rings");
}

await connect("/me", show, { frames: "json", token });
