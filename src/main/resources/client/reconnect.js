/**
 * ReconnectingSocket: a WebSocket that reconnects by itself, with jittered delays, and reports when
 * messages were missed. Where WebSocket does not pass, it uses server-sent events or long polling instead.
 * No dependencies, no build step; you may copy it, together with transports.js. Licence: Apache-2.0.
 *
 *   import { ReconnectingSocket } from "/client/reconnect.js";         // in a module
 *   const { ReconnectingSocket } = await import("/client/reconnect.js"); // in a classic script's async function
 *
 *   const socket = new ReconnectingSocket("/ws");                      // connects by itself
 *   socket.addEventListener("message", (e) => console.log(e.data));
 *   socket.addEventListener("waiting", (e) => console.log(`again in ${e.delay} ms`));
 *   socket.send("hello");                                              // false: neither sent nor kept
 *   socket.close();                                                    // does not reconnect
 *
 *   new ReconnectingSocket("/orders", { frames: "json", token: async () => (await fetch("/token")).text() });
 *
 * Events:
 *   connecting {attempt}            an attempt starts; `attempt` counts the lost connections since the last stable one
 *   open       {recovered, transport} messages flow; with frames "json", recovered means that nothing was missed
 *   message    {data, epoch, offset} one message; epoch and offset only with frames "json" and history
 *   text       {data}               frames "json": the endpoint's welcome or reply
 *   answer     {id, data, error}    frames "json": what became of the message that was sent as {"id": …, "data": …}
 *   failed     {data, error, uncertain} a message that was sent by POST was not accepted; uncertain: it may have been
 *   missed     {code, reason}       this page has missed messages: load your state again after the next open
 *   waiting    {delay, code, reason} the connection is lost; the next attempt starts in `delay` ms
 *   closed     {code, reason, unsent} the end: close() was called, or the close code says not to reconnect
 *
 * Without a connection, `send` keeps up to `bufferMessages` and `bufferChars`, in order, for the next `open`. Beyond
 * that it rejects the newest message and returns false. A message that was handed to a socket which then broke is not
 * sent again: each message is sent at most once.
 *
 * It is an ES module: a classic script loads it with import() as above, not with a plain <script src>.
 * `token` needs the gateway's `bearer` subprotocol. Everything else works with any WebSocket server; only a gateway also
 * has the other transports.
 * In Node before 22, which has no WebSocket of its own, set one first: globalThis.WebSocket = (await import("ws")).default;
 */
import { EventStreamSocket, PollSocket, canStream, framesPass, isReachable, post, postOutcome } from "./transports.js";

/** The options and their defaults; times are in the unit that the name says, else milliseconds. */
export const DEFAULTS = Object.freeze({
  /** Application subprotocols to offer: a list, or one text. */
  protocols: [],
  /** As in the endpoint's configuration: "plain" (the data only) or "json" (positions, resume, heartbeat). */
  frames: "plain",
  /**
   * A function that returns a token, or a promise of one. Called before each connect, and with frames "json" when the
   * gateway says that the token expires soon: the new one is sent on the open connection. null means that nobody is
   * logged in, and closes the socket. A rejection is retried later. After three refusals in a row (4401) of tokens that
   * this function has just returned, the socket is closed.
   */
  token: null,
  /** The shortest delay that this module chooses ... */
  minDelay: 500,
  /** ... and the longest. */
  maxDelay: 20_000,
  /** An open connection counts as stable after this time; only then do the delays start small again. */
  stableSeconds: 5,
  /**
   * The transports that may be used. WebSocket is preferred, then "sse" (server-sent events, and POST to send), then
   * "poll" (long polling, and POST). With ["websocket"], nothing else is tried.
   */
  transports: ["websocket", "sse", "poll"],
  /** When nothing has arrived for so long, the next transport is considered. */
  silentSeconds: 3,
  /** As for fetch, where WebSocket is not used: "include" sends cookies to another origin. */
  credentials: "same-origin",
  /** An attempt, including the request for a token, is given up after this time. */
  connectSeconds: 10,
  /**
   * The endpoint's `heartbeatSeconds`. The connection is replaced when nothing arrives for 1.5 times as long.
   * 0: never (a page cannot see pings). null: 25 with frames "json", else 0.
   */
  heartbeatSeconds: null,
  /**
   * A page whose timers stopped for longer than this was asleep; the gateway has closed its connection meanwhile.
   * Over 60, because browsers run the timers of hidden tabs only once a minute.
   */
  asleepSeconds: 75,
  /** How much `send` keeps while there is no connection. */
  bufferMessages: 50,
  bufferChars: 65_536,
  /** `send` rejects a message while the browser has more unsent bytes than this. */
  maxBufferedAmount: 1_048_576,
  /** Whether to reconnect after the server closed with 1000. */
  afterNormal: true,
  binaryType: "arraybuffer",
});

/** After so many refused tokens in a row the socket is closed, because the application gets wrong ones. */
const REFUSALS = 3;
/** A WebSocket that breaks so soon after it opened, and before anything arrived, counts as one that did not open. */
const RESET_MILLIS = 5_000;
/** In this order. */
const TRANSPORTS = ["websocket", "sse", "poll"];
/** After so many failed connects in a row, it is found out whether only WebSocket fails. */
const SUSPICIOUS = 2;
/** After so many vain attempts with another transport, only WebSocket is tried until the network changes. */
const VAIN = 3;
/** These errors are answers to a numbered message, as over WebSocket; a message without a number is sent again. */
const ANSWERED = ["backlog", "unavailable"];
/** After so many times that it did not arrive in time, a message is given up. */
const SLOW = 3;
/** About this long after a connection without WebSocket began, WebSocket is tried again. */
const COMEBACK_MILLIS = 600_000;

/** A change of the network that the browser only estimates leads to one trial in this time. */
const MOVED_MILLIS = 60_000;

/** What the sockets of this page know about an origin. */
const learned = new Map();

/**
 * Returns {use, passes, due, probe, tried} of an origin: the transport that worked; whether frames have arrived over
 * WebSocket; whether WebSocket is to be tried again; the trial that runs; and when the last one began.
 */
function pathTo(origin) {
  if (!learned.has(origin)) learned.set(origin, { use: null, passes: false, due: false, probe: null, tried: 0 });
  return learned.get(origin);
}

/** What the browser knows about the network, without the figures that always change. */
function networkNow() {
  const { type, effectiveType: speed } = globalThis.navigator?.connection ?? {};
  return { type, speed };
}

// ---- Pure functions: decisions, without sockets, timers or the page -----------------------------------------------

/**
 * A delay with full jitter: anywhere from minDelay to a ceiling that doubles with each attempt up to maxDelay. Clients
 * that lost the same server therefore do not reconnect all at once.
 */
export function backoff(attempt, { minDelay, maxDelay } = DEFAULTS, random = Math.random) {
  const ceiling = Math.min(maxDelay, minDelay * 2 ** Math.min(attempt + 1, 30));
  return Math.round(minDelay + random() * Math.max(0, ceiling - minDelay));
}

/** The `retry-ms=<n>` of a close reason, at most ten minutes; null when there is none. */
export function retryMs(reason) {
  const found = /(?:^|[^\w-])retry-ms=(\d{1,15})(?!\d)/.exec(reason ?? "");
  return found ? Math.min(Number(found[1]), 600_000) : null;
}

/**
 * Decides what to do after a close, by the gateway's table of close codes.
 *
 * @returns {{action: "stop"|"retry"|"missed"|"token", delay: ?number}} stop: do not reconnect. retry: reconnect after
 *     `delay` if the server gave one, else after a backoff. missed: emit `missed`, then reconnect after `delay`, else at
 *     once. token: get a new token first.
 */
export function verdict(code, reason = "", afterNormal = true) {
  const delay = retryMs(reason);
  switch (code) {
    case 1000: // normal
      return { action: afterNormal ? "retry" : "stop", delay };
    case 1002: // protocol error
    case 1003: // unsupported data
    case 1007: // invalid payload
    case 1008: // policy
    case 1009: // too big
    case 1010: // an extension that this client demanded
      return { action: "stop", delay: null };
    case 4010:
      return { action: "missed", delay };
    case 4401:
      return { action: "token", delay };
    default:
      // In Centrifugo's numbering, which backends may use, 3500-3999 and 4500-4999 are final. Any other unknown code,
      // perhaps from a newer gateway, is worth another attempt, because backoff makes it cheap.
      return (code >= 3500 && code < 4000) || (code >= 4500 && code < 5000)
        ? { action: "stop", delay: null }
        : { action: "retry", delay };
  }
}

/** The delay before the next attempt: the server's; else short the first time after missed or token; else a backoff. */
export function delayBefore({ action, delay }, attempt, options = DEFAULTS, random = Math.random) {
  if (delay !== null) return delay;
  if (action !== "retry" && attempt === 0) return Math.round(random() * options.minDelay);
  return backoff(attempt, options, random);
}

/** The URL to connect to: resolved against the page, with ws for http, and with the position to resume from. */
export function socketUrl(url, base, position = null) {
  const result = new URL(url, base);
  result.protocol = result.protocol.replace(/^http/, "ws");
  result.hash = "";
  if (position) result.searchParams.set("since", `${position.epoch}:${position.offset}`);
  return result.href;
}

/** Parses one frame of an endpoint with `frames: json`. */
export function readFrame(text) {
  let frame;
  try {
    frame = JSON.parse(text);
  } catch {
    return { kind: "invalid" };
  }
  if (frame === null || typeof frame !== "object" || Array.isArray(frame)) return { kind: "invalid" };
  const at =
    typeof frame.epoch === "string" && frame.epoch !== "" && Number.isSafeInteger(frame.offset)
      ? { epoch: frame.epoch, offset: frame.offset }
      : null;
  if (Number.isFinite(frame.expires)) return { kind: "expires", at: null, seconds: frame.expires };
  if ("id" in frame || "error" in frame) return { kind: "answer", at: null, id: frame.id, data: frame.data, error: frame.error };
  if ("data" in frame) return { kind: "publication", at, data: frame.data };
  if ("recovered" in frame) return { kind: "hello", at, recovered: frame.recovered === true };
  if ("text" in frame) return { kind: "text", at: null, data: frame.text };
  return at ? { kind: "position", at } : { kind: "heartbeat", at: null };
}

/**
 * The position after a frame. A hello that recovered may name the newest offset while missed publications are still in
 * flight. Then only the publications move the position, so that nothing is skipped if the connection breaks in between.
 */
export function nextPosition(position, frame) {
  if (frame.kind === "hello") return frame.recovered && position ? position : frame.at;
  return frame.at ?? position;
}

/** A bounded first-in, first-out queue of messages for the next connection; when it is full, it rejects the newest. */
export class SendBuffer {
  #messages = [];
  #size = 0;

  constructor(maxMessages, maxChars) {
    this.maxMessages = maxMessages;
    this.maxChars = maxChars;
  }

  add(data) {
    const size = sizeOf(data);
    if (this.#messages.length >= this.maxMessages || this.#size + size > this.maxChars) return false;
    this.#messages.push(copyOf(data));
    this.#size += size;
    return true;
  }

  /** Puts a message back that was taken out; it has its place, even if the queue is full. */
  unshift(data) {
    this.#messages.unshift(data);
    this.#size += sizeOf(data);
  }

  shift() {
    const data = this.#messages.shift();
    if (data !== undefined) this.#size -= sizeOf(data);
    return data;
  }

  drain() {
    this.#size = 0;
    return this.#messages.splice(0);
  }

  get length() {
    return this.#messages.length;
  }
}

/** Converts an argument of `send` as a native WebSocket does: to text, unless it is bytes or a Blob. */
export function messageOf(data) {
  const kind = Object.prototype.toString.call(data); // also right for objects of another frame of the page
  return ArrayBuffer.isView(data) || /^\[object (ArrayBuffer|Blob|File)]$/.test(kind) ? data : `${data}`;
}

/** The id of a message that is numbered as {"id": …, "data": …}; undefined for every other one. */
export function idOf(message) {
  if (typeof message !== "string" || !message.includes('"id"')) return undefined;
  try {
    const object = JSON.parse(message);
    return Object.keys(object).sort().join() === "data,id" ? object.id : undefined;
  } catch {
    return undefined;
  }
}

/** The body of a reply as the value that it would be in a frame. */
function jsonOf(type, body) {
  if (type === "application/octet-stream") {
    const bytes = Array.from(new Uint8Array(body), (byte) => String.fromCharCode(byte));
    return { base64: btoa(bytes.join("")) };
  }
  try {
    return type === "application/json" ? JSON.parse(body) : body;
  } catch {
    return body;
  }
}

/** Copies bytes, which the caller may change before they are sent; text and a Blob cannot change. */
function copyOf(data) {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  return data.byteLength === undefined ? data : data.slice(0);
}

function sizeOf(data) {
  return typeof data === "string" ? data.length : (data.byteLength ?? data.size);
}

/** Cuts a close reason to 123 bytes, between characters; with a longer one `close` would throw. */
export function closeReason(reason) {
  const text = `${reason ?? ""}`;
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(123)).read);
}

// ---- The socket ----------------------------------------------------------------------------------------------------

class SocketEvent extends Event {
  constructor(type, fields) {
    super(type);
    Object.assign(this, fields);
  }
}

export class ReconnectingSocket extends EventTarget {
  #url;
  #options;
  #socket = null;
  #state = "closed";
  /** Rises with every attempt and every end, so that a callback of an earlier attempt can tell. */
  #turn = 0;
  #attempt = 0;
  #timer = 0; // ends the present state: connect time-out, stability or the delay
  #suspicion = 0;
  #watch = 0;
  #watched = 0; // when the watch last ran, wall clock
  #heard = 0; // when something last arrived, wall clock: other clocks may stop while a machine sleeps
  #told = false; // whether the server gave the present delay
  #refusals = 0; // tokens in a row that the gateway has refused
  #position = null;
  #recovered = false;
  #buffer;
  #listening = null;
  #path; // what is known about the origin
  #transport = "websocket"; // of the present attempt, or of the last one
  #next = null; // the transport of the next attempt, instead of the one that is known to work
  #arrived = false; // whether the server has accepted the present attempt
  #accepted = 0; // when, wall clock
  #framed = false; // whether anything has come over the present socket
  #reached = false; // whether HTTP reached the server just before the present attempt
  #refused = 0; // WebSocket connects in a row that did not open, or broke at once
  #vain = 0; // attempts in a row with another transport that failed
  #network = {}; // the browser's estimate
  #silence = 0; // timer
  #comeback = 0; // timer
  #token = null; // of the present attempt
  #posting = false; // whether a message is being sent by POST, or waits to be sent again
  #later = 0; // timer of the latter
  #slow = 0; // how often in a row a message did not arrive in time

  /**
   * @param {string|URL} url absolute, or relative to the page; http(s) is taken as ws(s)
   * @param {Partial<typeof DEFAULTS>} options see DEFAULTS
   */
  constructor(url, options = {}) {
    super();
    const unknown = Object.keys(options).filter((key) => !(key in DEFAULTS));
    if (unknown.length) throw new TypeError(`ReconnectingSocket has no option ${unknown.join(", ")}`);
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    this.#options = { ...DEFAULTS, ...Object.fromEntries(given) };
    this.#options.protocols = [this.#options.protocols ?? []].flat();
    this.#options.heartbeatSeconds ??= this.#options.frames === "json" ? 25 : 0;
    const strange = [this.#options.transports].flat().filter((kind) => !TRANSPORTS.includes(kind));
    this.#options.transports = TRANSPORTS.filter((kind) => [this.#options.transports].flat().includes(kind));
    if (strange.length || !this.#options.transports.length)
      throw new TypeError(`transports must be a list of ${TRANSPORTS.join(", ")}`);
    this.#url = new URL(url, globalThis.location?.href).href;
    this.#path = pathTo(new URL(socketUrl(this.#url)).host);
    this.#buffer = new SendBuffer(this.#options.bufferMessages, this.#options.bufferChars);
    this.#state = "connecting";
    const turn = this.#turn;
    queueMicrotask(() => turn === this.#turn && this.reconnect()); // after the caller has added its listeners
  }

  /** connecting, open, waiting or closed. */
  get state() {
    return this.#state;
  }

  /** Whether the present connection continued where the last one ended (frames "json"). */
  get recovered() {
    return this.#recovered;
  }

  /** The last position that arrived, {epoch, offset}, or null (frames "json"). */
  get position() {
    return this.#position;
  }

  /** The subprotocol that the server chose, "" without one. */
  get protocol() {
    return this.#socket?.protocol ?? "";
  }

  /** How the present connection, or the last one, was made: websocket, sse or poll. */
  get transport() {
    return this.#transport;
  }

  /** Messages that wait for the next connection, or for the answer to an earlier POST. */
  get buffered() {
    return this.#buffer.length;
  }

  /** Sends a message, or keeps it for the next connection. Returns false if the queue is full or the socket closed. */
  send(data) {
    const message = messageOf(data);
    if (this.#state === "closed") return false;
    if (this.#state !== "open" || this.#buffer.length || this.#posting) return this.#buffer.add(message);
    if (this.#transport !== "websocket") {
      this.#post(copyOf(message));
      return true;
    }
    if (this.#socket.bufferedAmount + sizeOf(message) > this.#options.maxBufferedAmount) return false;
    this.#socket.send(message);
    return true;
  }

  /**
   * Closes the socket. It does not reconnect unless reconnect() is called. A reason over 123 bytes is cut, and a code
   * that clients may not send (all but 1000 and 3000 to 4999) is left out.
   */
  close(code = 1000, reason = "") {
    if (this.#state !== "closed") this.#end(code, closeReason(reason));
  }

  /** Connects now: skips a delay, replaces a connection, or starts again after the end. */
  reconnect() {
    if (this.#turn > 0) this.#doubtAll();
    this.#drop();
    this.#listen();
    this.#connect();
  }

  async #connect() {
    const { token: tokenOf, connectSeconds, frames } = this.#options;
    const turn = ++this.#turn;
    const current = () => turn === this.#turn;
    this.#arrived = this.#framed = this.#reached = false;
    this.#transport = this.#choice();
    this.#after(connectSeconds * 1000, () =>
      this.#broken({
        code: 1006,
        reason:
          frames === "json" && this.#socket?.readyState === 1
            ? `no position within ${connectSeconds} s: is the endpoint configured with frames: json?`
            : `no connection within ${connectSeconds} s`,
      }),
    );
    this.#enter("connecting", { attempt: this.#attempt });
    let token = null;
    if (tokenOf && current()) {
      try {
        token = await tokenOf();
        if (!current()) return;
        if (!token) return this.#end(4401, "no token");
      } catch (error) {
        if (current()) this.#lost(1006, `no token: ${error?.message ?? error}`);
        return;
      }
    }
    if (!current()) return;
    this.#token = token;
    const question = this.#question();
    if (question) await question;
    if (!current()) return;
    const resuming = frames === "json" && this.#position !== null;
    let socket;
    try {
      socket = this.#make(socketUrl(this.#url, undefined, resuming ? this.#position : null));
    } catch (error) {
      // A bad URL, protocol name or token, or a page that may not connect: another attempt would fail, too.
      return this.#end(1006, String(error?.message ?? error));
    }
    this.#socket = socket;
    socket.binaryType = this.#options.binaryType;
    socket.onopen = () => {
      this.#arrived = true;
      this.#accepted = Date.now();
      clearTimeout(this.#silence);
      this.#silence = 0;
      this.#doubt(this.#patience());
      if (frames !== "json") this.#opened(false);
    };
    socket.onmessage = (event) => this.#received(event.data, resuming);
    socket.onheard = () => (this.#heard = Date.now());
    socket.onclose = (event) => this.#broken(event);
    // A close event follows. Node's `ws` is an EventEmitter and throws an error that has no listener.
    socket.onerror = () => {};
    if (this.#transport === "sse" && this.#nextAfter("sse")) {
      this.#silence = setTimeout(() => this.#fallBack("no events arrive"), this.#patience() * 1000);
    }
  }

  #make(url) {
    if (this.#transport === "websocket") return new WebSocket(url, this.#offers());
    return this.#transport === "sse"
      ? new EventStreamSocket(url, this.#request())
      : new PollSocket(url, this.#request(), this.#options.frames);
  }

  #offers() {
    const { protocols } = this.#options;
    return this.#token === null ? protocols : ["bearer", this.#token, ...protocols];
  }

  #request() {
    const headers = this.#token === null ? {} : { Authorization: `Bearer ${this.#token}` };
    return { headers, credentials: this.#options.credentials };
  }

  #opened(recovered) {
    const { stableSeconds } = this.#options;
    this.#recovered = recovered;
    this.#heard = Date.now();
    this.#after(stableSeconds * 1000, () => (this.#attempt = this.#refusals = 0));
    if (this.#transport !== "websocket") {
      Object.assign(this.#path, { use: this.#transport, due: false });
      this.#next = null;
      this.#vain = 0;
      this.#comeBack();
    }
    this.#enter("open", { recovered, transport: this.#transport });
    this.#flush();
  }

  #flush() {
    while (this.#state === "open" && this.#buffer.length && !this.#posting) {
      if (this.#transport === "websocket") this.#socket.send(this.#buffer.shift());
      else this.#post(this.#buffer.shift());
    }
  }

  #received(data, resuming) {
    this.#heard = Date.now();
    this.#framed = true;
    if (this.#transport === "websocket" && (this.#silence || !this.#path.passes)) this.#passes();
    if (this.#options.frames !== "json" || typeof data !== "string") return this.#emit("message", { data });
    const frame = readFrame(data);
    this.#position = nextPosition(this.#position, frame);
    if (frame.kind === "hello" && this.#state === "connecting") {
      this.#opened(frame.recovered);
      if (resuming && !frame.recovered && this.#state === "open") this.#emit("missed", { code: 0, reason: "not recovered" });
    } else if (frame.kind === "publication") {
      this.#emit("message", { data: frame.data, epoch: frame.at?.epoch, offset: frame.at?.offset });
    } else if (frame.kind === "text") {
      this.#emit("text", { data: frame.data });
    } else if (frame.kind === "answer") {
      this.#emit("answer", { id: frame.id, data: frame.data, error: frame.error });
    } else if (frame.kind === "expires") {
      this.#renew();
    }
  }

  /** Sends a new token on the open connection. Without one, the gateway closes it at the token's end. */
  async #renew() {
    if (this.#transport !== "websocket") return; // a stream ends with its token; the next one has another
    const turn = this.#turn;
    try {
      const token = await this.#options.token?.();
      if (token && turn === this.#turn && this.#state === "open") this.#socket.send(JSON.stringify({ token }));
    } catch {
      // The next connect asks again.
    }
  }

  // -- Transports -----------------------------------------------------------------------------------------------------

  /** The transports that may be used here and now, the best first. */
  #possible() {
    const has = {
      websocket: typeof WebSocket === "function",
      sse: canStream(),
      poll: typeof fetch === "function",
    };
    const possible = this.#options.transports.filter((kind) => has[kind]);
    return possible.length ? possible : ["websocket"];
  }

  /** Seconds; an attempt has time for a silence, a trial and what follows. */
  #patience() {
    return Math.min(this.#options.silentSeconds, this.#options.connectSeconds / 3);
  }

  #choice() {
    const possible = this.#possible();
    return [this.#next, this.#path.use].find((kind) => possible.includes(kind)) ?? possible[0];
  }

  /** The transport to try after one that failed; undefined if there is none. */
  #nextAfter(kind) {
    const possible = this.#possible();
    return this.#vain < VAIN ? possible[possible.indexOf(kind) + 1] : undefined;
  }

  /** What must be known before the attempt: a promise, or null if nothing. */
  #question() {
    const path = this.#path;
    if (this.#transport === "websocket") {
      if (this.#refused < SUSPICIOUS || !this.#nextAfter("websocket")) return null;
      return isReachable(socketUrl(this.#url), this.#patience()).then((is) => (this.#reached = is));
    }
    if (!(path.due || path.probe) || this.#next || !this.#possible().includes("websocket")) return null;
    path.due = false;
    const turn = this.#turn;
    return this.#probe().then((passes) => {
      if (passes && turn === this.#turn) this.#transport = "websocket";
    });
  }

  /** Whether frames pass over WebSocket. All sockets of the page ask once. */
  #probe() {
    const path = this.#path;
    if (!path.probe) path.tried = Date.now();
    path.probe ??= framesPass(socketUrl(this.#url), this.#offers(), this.#patience()).then((passes) => {
      path.probe = null;
      if (passes) this.#passes();
      return passes;
    });
    return path.probe;
  }

  #passes() {
    clearTimeout(this.#silence);
    this.#silence = 0;
    this.#refused = 0;
    Object.assign(this.#path, { use: "websocket", passes: true, due: false });
  }

  /**
   * An open WebSocket on which nothing arrives may be quiet, or cut off by something on the path that accepts upgrades.
   * A second one tells which: its close frame must be answered. Once frames have passed, only a missing first message
   * (frames "json") raises the question again.
   */
  #doubt(seconds) {
    const { frames } = this.#options;
    if (this.#transport !== "websocket" || !this.#nextAfter("websocket")) return;
    if (this.#path.passes && frames !== "json") return;
    const turn = this.#turn;
    this.#silence = setTimeout(async () => {
      const passes = await this.#probe();
      if (turn !== this.#turn || !this.#silence) return; // ended, or something has arrived
      if (passes === false) this.#fallBack("nothing arrives over WebSocket");
      else if (passes === null) this.#doubt(seconds * 2);
    }, seconds * 1000);
  }

  /** The connection or the attempt has ended by itself. */
  #broken({ code, reason, unusable = false }) {
    if (this.#transport === "websocket") {
      const isShort = !this.#framed && Date.now() - this.#accepted < RESET_MILLIS;
      const isRefused = code === 1006 && (!this.#arrived || isShort);
      this.#refused = isRefused ? this.#refused + 1 : 0;
      if (code !== 1006) this.#passes(); // a close frame
      else if (this.#reached && isRefused) return this.#fallBack("HTTP reaches the server, WebSocket does not");
    } else if (!this.#arrived && (code === 1006 || code === 1011)) {
      if (unusable) return this.#fallBack(reason);
      this.#vain++;
      if (this.#vain >= SUSPICIOUS) this.#path.due = true;
    } else if (!this.#arrived && code === 1013) {
      this.#refused = 0; // perhaps the server refuses everything for now, and not the network WebSocket
    }
    this.#next = null;
    this.#lost(code, reason);
  }

  /** The present transport does not work here: goes on with the next one. */
  #fallBack(reason) {
    this.#next = this.#nextAfter(this.#transport) ?? null;
    if (this.#transport !== "websocket") this.#vain++;
    this.#lost(1006, reason, true, this.#next !== null);
  }

  /** The network may have changed: what did not pass may pass now. */
  #doubtAll() {
    this.#next = null;
    this.#refused = this.#vain = 0;
    Object.assign(this.#path, { passes: false, due: true });
  }

  #changed() {
    this.#doubtAll();
    if (this.#state === "open") this.#tryWebSocket();
  }

  /**
   * Browsers report every change of their estimates, also those that mean nothing. Only another kind of network is a
   * reason to doubt a WebSocket; and where it did not pass, a better estimate is one, now and then.
   */
  #moved() {
    const { type, speed } = this.#network;
    this.#network = networkNow();
    if (this.#transport === "websocket") {
      if (type !== this.#network.type) this.#doubtAll();
    } else if (type !== this.#network.type || speed !== this.#network.speed) {
      // A trial that runs is shared by all sockets of the page.
      if (this.#path.probe || Date.now() - this.#path.tried > MOVED_MILLIS) this.#changed();
    }
  }

  #comeBack() {
    clearTimeout(this.#comeback);
    this.#comeback = setTimeout(() => this.#tryWebSocket(), COMEBACK_MILLIS * (0.5 + Math.random()));
  }

  /** Goes back to WebSocket if frames pass, and leaves the present connection alone if they do not. */
  async #tryWebSocket() {
    if (this.#transport === "websocket" || !this.#possible().includes("websocket")) return;
    const turn = this.#turn;
    const passes = await this.#probe();
    if (turn !== this.#turn || this.#state !== "open") return;
    this.#path.due = false;
    if (passes) this.#lost(1006, "WebSocket works again", true);
    else this.#comeBack();
  }

  // -- Sending by POST ------------------------------------------------------------------------------------------------

  /**
   * Sends one message. The next one waits for its answer, so that they keep their order. What was certainly not taken
   * is sent again; what may have been taken is not, and is reported.
   */
  async #post(data) {
    this.#posting = true;
    const turn = this.#turn;
    const json = this.#options.frames === "json";
    const id = json ? idOf(data) : undefined;
    const answer = await post(socketUrl(this.#url), data, this.#request());
    const outcome = postOutcome(answer);
    const { is, error, close } = outcome;
    const isFinal = is === "closed" && verdict(close.code, close.reason, this.#options.afterNormal).action === "stop";
    const isSlow = error?.code === "slow_body" && ++this.#slow >= SLOW; // this network will never be fast enough for it
    if (isSlow || error?.code !== "slow_body") this.#slow = 0;
    const current = turn === this.#turn;
    const closed = this.#state === "closed";
    const isLater = is === "later" && !isSlow && (id === undefined || !ANSWERED.includes(error.code));
    const again = !closed && (isLater || (is === "closed" && !isFinal));
    if (again) this.#buffer.unshift(data);
    if (again && isLater) {
      this.#later = setTimeout(() => this.#posted(), outcome.delay);
      return;
    }
    this.#posting = false;
    if (is === "taken") {
      if (!closed) this.#replied(answer, id);
    } else if (!again) {
      const isAnswer = json && is !== "unknown" && (id !== undefined || typeof error.code === "number" || error.code === "invalid");
      if (isAnswer && is !== "closed") this.#emit("answer", { id, data: undefined, error });
      else if (typeof error.code === "number") this.#emit("message", { data: JSON.stringify({ error }) });
      else this.#emit("failed", { data, error, uncertain: outcome.uncertain ?? is === "unknown" });
    }
    if (current && turn === this.#turn && this.#state === "open") {
      if (is === "closed") return this.#lost(close.code, close.reason);
      if (is === "unknown") return this.#lost(1006, `a message could not be sent: ${error.message}`);
    }
    this.#flush();
  }

  #posted() {
    this.#later = 0;
    this.#posting = false;
    this.#flush();
  }

  /** The reply in the answer to a POST arrives as it would over WebSocket. */
  #replied({ status, type, body }, id) {
    const isBytes = type === "application/octet-stream";
    if (this.#options.frames !== "json") {
      if (status === 200) this.#emit("message", { data: isBytes && this.#options.binaryType === "blob" ? new Blob([body]) : body });
      return;
    }
    const data = jsonOf(type, body);
    if (id !== undefined) this.#emit("answer", { id, data: status === 200 ? data : undefined, error: undefined });
    else if (status === 200) this.#emit(type === "text/plain" ? "text" : "message", { data });
  }

  // -- The end of a connection ----------------------------------------------------------------------------------------

  /** The connection or the attempt has ended: decides whether and when to reconnect. */
  #lost(code, reason, soon = false, next = false) {
    this.#drop();
    const turn = ++this.#turn;
    const decision = verdict(code, reason, this.#options.afterNormal);
    if (decision.action === "stop") return this.#end(code, reason);
    if (decision.action === "token") {
      if (!this.#options.token) return this.#end(code, reason);
      if (++this.#refusals === REFUSALS) return this.#end(code, `${REFUSALS} new tokens were refused: ${reason}`);
    }
    if (decision.action === "missed") {
      this.#position = null;
      this.#emit("missed", { code, reason });
      if (turn !== this.#turn) return; // a listener called close() or reconnect()
    }
    if (soon) decision.action = "soon";
    this.#told = decision.delay !== null;
    // Another transport is another attempt, not a repetition.
    const delay = delayBefore(decision, next ? 0 : this.#attempt, this.#options);
    this.#attempt++;
    this.#wait(delay, code, reason);
  }

  #wait(delay, code, reason) {
    this.#after(delay, () => this.#connect());
    this.#enter("waiting", { delay, code, reason });
  }

  #end(code, reason) {
    this.#drop(code, reason);
    this.#turn++;
    this.#attempt = 0;
    this.#refusals = 0;
    if (this.#later) this.#posting = false;
    clearTimeout(this.#later);
    this.#later = 0;
    this.#listening?.abort();
    this.#listening = null;
    clearInterval(this.#watch);
    this.#enter("closed", { code, reason, unsent: this.#buffer.drain() });
  }

  /** Drops the socket without waiting for its closing handshake, which never ends on a dead network. */
  #drop(code = 1000, reason = "") {
    clearTimeout(this.#timer);
    clearTimeout(this.#suspicion);
    clearTimeout(this.#silence);
    clearTimeout(this.#comeback);
    this.#suspicion = this.#silence = 0;
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onheard = socket.onclose = null; // not onerror: closing an attempt is an error in `ws`
    if (code === 1000 || (code >= 3000 && code < 5000)) socket.close(code, reason);
    else socket.close();
  }

  // -- Sleep and network ----------------------------------------------------------------------------------------------

  #listen() {
    if (this.#listening) return;
    this.#listening = new AbortController();
    this.#network = networkNow();
    const { signal } = this.#listening;
    const on = (target, type, listener) => target?.addEventListener?.(type, listener, { signal });
    on(globalThis, "online", () => this.#woke("the network is back"));
    on(globalThis.navigator?.connection, "change", () => this.#moved());
    on(globalThis, "pageshow", (event) => event.persisted && this.#woke("the page was restored"));
    // Browsers do not keep a page with an open socket for the back button; the next pageshow reconnects.
    on(globalThis, "pagehide", (event) => event.persisted && this.#state === "open" && this.#lost(1001, "page hidden"));
    on(globalThis.document, "resume", () => this.#check());
    on(globalThis.document, "visibilitychange", () => {
      if (globalThis.document.hidden) return;
      this.#check();
      this.#hurry();
    });
    const { heartbeatSeconds, asleepSeconds } = this.#options;
    const tick = Math.min(5, asleepSeconds / 5, (heartbeatSeconds || Infinity) / 5) * 1000;
    clearInterval(this.#watch);
    this.#watched = Date.now();
    this.#watch = setInterval(() => this.#check(), Math.max(50, tick));
  }

  #check() {
    const now = Date.now();
    const gap = now - this.#watched;
    this.#watched = now;
    const { heartbeatSeconds, asleepSeconds } = this.#options;
    if (gap > asleepSeconds * 1000) this.#woke("asleep");
    else if (heartbeatSeconds && this.#state === "open" && now - this.#heard > heartbeatSeconds * 1500)
      this.#suspect("no heartbeat");
  }

  #woke(reason) {
    this.#changed();
    if (this.#state === "open" && this.#socket.again) this.#socket.again(); // the poll is repeated: nothing is missed
    else this.#suspect(reason);
    this.#hurry();
  }

  /**
   * Replaces an open connection that is probably dead, after a moment: messages that arrived while the page's timers
   * stopped are delivered first. Where heartbeats are expected, anything that arrives proves the connection alive.
   */
  #suspect(reason) {
    if (this.#state !== "open" || this.#suspicion) return;
    const asked = Date.now();
    this.#suspicion = setTimeout(
      () => {
        this.#suspicion = 0;
        if (this.#options.heartbeatSeconds && this.#heard > asked) return;
        this.#lost(1006, reason, true);
      },
      100 + Math.random() * this.#options.minDelay,
    );
  }

  /** Shortens a delay, unless the server asked for it. */
  #hurry() {
    if (this.#state === "waiting" && !this.#told) {
      this.#wait(Math.round(Math.random() * this.#options.minDelay), 0, "the page is back");
    }
  }

  #after(delay, action) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, delay);
  }

  #enter(state, fields) {
    this.#state = state;
    this.#emit(state, fields);
  }

  #emit(type, fields) {
    this.dispatchEvent(new SocketEvent(type, fields));
  }
}
