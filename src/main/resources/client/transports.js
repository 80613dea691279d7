/**
 * The transports of reconnect.js where WebSocket does not pass: server-sent events or long polling to receive, and POST
 * to send. reconnect.js imports this file from its own folder. No dependencies, no build step. Licence: Apache-2.0.
 *
 * `EventStreamSocket` and `PollSocket` have the handlers of a WebSocket: onopen, onmessage and onclose, and `onheard`
 * for everything that arrives. After close(), no handler is called. onclose has a field `unusable`: the answer shows
 * that something on the path, or the server, does not pass this transport.
 */

/** A poll is repeated when nothing answers it for this long; the gateway answers within 25 seconds. */
const POLL_MILLIS = 35_000;
/** A gateway forgets a client that has not polled for 30 seconds. */
const POLL_LIFE_MILLIS = 30_000;
/** What became of a message is unknown when nothing answers its POST for this long. */
const POST_MILLIS = 30_000;
/** The types of a reply; a page of something on the path has another one. */
const REPLIES = ["text/plain", "application/json", "application/octet-stream"];
/** One event may have so many characters; the gateway's limits are far below. */
const MAX_EVENT_CHARS = 64 * 1_048_576;

// ---- Pure functions ------------------------------------------------------------------------------------------------

/** The URL for requests: http for ws, with a poll cursor if there is one. */
export function requestUrl(url, cursor = null) {
  const result = new URL(url);
  result.protocol = result.protocol.replace(/^ws/, "http");
  if (cursor !== null) result.searchParams.set("poll", cursor);
  return result.href;
}

/** Parses server-sent events (WHATWG HTML section 9.2) from text that arrives in pieces. */
export class EventParser {
  #rest = "";
  #data = [];
  #chars = 0;
  #type = "";
  #afterCr = false;
  /** The last delay that the server gave, in milliseconds; null without one. */
  retry = null;

  /** The events that this piece completes: [{type, data}]. */
  feed(text) {
    if (this.#afterCr && text.startsWith("\n")) text = text.slice(1); // the second half of a CR LF
    else if (text === "") return [];
    this.#afterCr = text.endsWith("\r");
    const lines = text.split(/\r\n|\n|\r/);
    lines[0] = this.#rest + lines[0];
    this.#rest = lines.pop();
    const events = [];
    for (const line of lines) this.#line(line, events);
    if (this.#chars + this.#rest.length > MAX_EVENT_CHARS) throw new RangeError("an event is too large");
    return events;
  }

  #line(line, events) {
    if (line === "") {
      if (this.#data.length) events.push({ type: this.#type || "message", data: this.#data.join("\n") });
      this.#data = [];
      this.#chars = 0;
      this.#type = "";
      return;
    }
    const [, field, value] = /^([^:]*)(?::\x20?([^]*))?$/.exec(line);
    if (field === "data") {
      this.#data.push(value ?? "");
      this.#chars += line.length;
    } else if (field === "event") this.#type = value ?? "";
    else if (field === "retry" && /^\d{1,15}$/.test(value)) this.retry = Number(value);
  }
}

/**
 * The elements of a JSON array as they were written: numbers keep all their digits, objects the order and the spelling
 * of their keys. Throws if the text is not a JSON array.
 */
export function rawElements(text) {
  if (!Array.isArray(JSON.parse(text))) throw new SyntaxError("not a JSON array");
  const elements = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},]/g)) {
    if (token === "[" || token === "{") {
      if (depth++ === 0) start = index + 1;
    } else if (token === "]" || token === "}") {
      if (--depth === 0) elements.push(text.slice(start, index).trim());
    } else if (token === "," && depth === 1) {
      elements.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  return elements.length === 1 && elements[0] === "" ? [] : elements;
}

/** One element of a poll's answer as a WebSocket would have delivered it: text, or bytes. */
export function pollMessage(element, frames, binaryType) {
  if (element.startsWith('"')) return JSON.parse(element);
  const bytes = frames === "json" ? null : /^\{\s*"base64"\s*:\s*"([A-Za-z0-9+/=]*)"\s*\}$/.exec(element);
  return bytes ? bytesOf(bytes[1], binaryType) : element;
}

function bytesOf(base64, binaryType) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return binaryType === "blob" ? new Blob([bytes]) : bytes.buffer;
}

/**
 * What a refused request means, in terms of a close: {code, reason, unusable}. Only an answer that the gateway has
 * written is taken for final: proxies and login pages also answer with 403.
 */
export function closeOf({ status, error, retryAfter, problem }) {
  const reason = error?.message ?? `status ${status}`;
  if (status === 429 || status === 503)
    return { code: 1013, reason: retryAfter === null ? reason : `${reason} retry-ms=${spread(retryAfter)}` };
  if (status === 0) return { code: 1006, reason: problem ?? "no answer" };
  if (!error) return { code: status >= 500 ? 1011 : 1006, reason, unusable: status < 500 };
  if (error.close) return { code: error.close.code, reason: `${error.close.reason ?? ""}` };
  // A backend that decides about clients may have its own words for a refusal.
  if (error.disconnect) return { code: error.disconnect.code ?? 1008, reason: error.disconnect.reason || reason };
  if (status === 401) return { code: error.code === "token_invalid" ? 1008 : 4401, reason };
  if (status === 403 && error.code !== "poll_user") return { code: 1008, reason };
  if (status === 410 || error.code?.startsWith?.("poll_")) return { code: 1006, reason };
  return { code: status >= 500 ? 1011 : 1006, reason, unusable: status < 500 };
}

/** Seconds of a Retry-After as milliseconds, within the second that follows: many pages may have got the same. */
function spread(seconds) {
  return Math.round((seconds + Math.random()) * 1000);
}

/**
 * What became of a message that was sent by POST.
 *
 * @returns {{is: "taken"|"later"|"token"|"refused"|"unknown", ...}} taken: the gateway has it, and perhaps a reply.
 *     later: it was not taken, and may be sent again after `delay` ms. token: not taken, because of its token. refused:
 *     `error` says why; `uncertain` if it may have been received all the same; `final` if nothing more may be sent.
 *     unknown: no answer of the gateway.
 */
export function postOutcome(answer) {
  const { status, error, type } = answer;
  if (status === 204 || (status === 200 && REPLIES.includes(type))) return { is: "taken" };
  if (!error) return { is: "unknown", error: { code: "unknown", message: answer.problem ?? `status ${status}` } };
  if (status === 401 && error.code !== "token_invalid") return { is: "token", error };
  if (status === 401 || status === 403) return { is: "refused", error, uncertain: false, final: true };
  if ((status === 429 || status === 503) && error.code !== "undelivered")
    return { is: "later", error, delay: spread(answer.retryAfter ?? 1) };
  // After these, a backend may have the message.
  return { is: "refused", error, uncertain: status >= 500, final: false };
}

// ---- Requests ------------------------------------------------------------------------------------------------------

/** Whether responses can be read while they arrive; React Native and old browsers cannot. */
export function canStream() {
  return typeof fetch === "function" && typeof TextDecoder === "function" && "body" in (globalThis.Response?.prototype ?? {});
}

/** Sends one message. Resolves to what was answered, see `read`; with status 0 if nothing was. Never rejects. */
export async function post(url, data, request) {
  const type = typeof data === "string" ? "text/plain;charset=UTF-8" : "application/octet-stream";
  const { signal, done } = timeOut(POST_MILLIS);
  try {
    const headers = { ...request.headers, "Content-Type": type };
    return await read(await fetch(requestUrl(url), { ...request, method: "POST", headers, body: data, signal }));
  } catch (problem) {
    return { status: 0, error: null, retryAfter: null, problem: signal.aborted ? "no answer in time" : wordsOf(problem) };
  } finally {
    done();
  }
}

/** Reads an answer to its end: {status, type, body, error, retryAfter}; `error` only in the gateway's own format. */
async function read(response) {
  const type = (response.headers.get("Content-Type") ?? "").split(";")[0].trim().toLowerCase();
  const body = type === "application/octet-stream" ? await response.arrayBuffer() : await response.text();
  const after = response.headers.get("Retry-After") ?? "";
  const retryAfter = /^\d{1,6}$/.test(after) ? Number(after) : null;
  return { status: response.status, type, body, error: response.ok ? null : errorOf(type, body), retryAfter };
}

function errorOf(type, body) {
  if (type !== "application/json") return null;
  try {
    const error = JSON.parse(body);
    return ["string", "number"].includes(typeof error?.code) ? error : null;
  } catch {
    return null;
  }
}

/**
 * Whether HTTP reaches the server at all. Works for every origin, because the answer is not read. Where it can be read,
 * the errors of a proxy whose server is down do not count.
 */
export async function isReachable(url, seconds) {
  const { signal, done } = timeOut(seconds * 1000);
  try {
    const { status } = await fetch(requestUrl(url), { mode: "no-cors", credentials: "omit", cache: "no-store", signal });
    return ![502, 503, 504].includes(status);
  } catch {
    return false;
  } finally {
    done();
  }
}

/**
 * Whether WebSocket frames pass, found out with a connection of its own: it is opened and closed, and every server
 * answers a close frame with another one. Resolves to true, to false if it opened and then nothing arrived, or to null
 * if it did not open.
 */
export function framesPass(url, protocols, seconds) {
  return new Promise((resolve) => {
    let opened = false;
    let socket = null;
    const done = (passes) => {
      clearTimeout(timer);
      if (socket) socket.onopen = socket.onmessage = socket.onclose = null;
      socket?.close();
      resolve(passes);
    };
    const timer = setTimeout(() => done(opened ? false : null), seconds * 1000);
    try {
      socket = new WebSocket(url, protocols);
    } catch {
      return done(null);
    }
    socket.onerror = () => {};
    socket.onmessage = () => done(true);
    socket.onopen = () => {
      opened = true;
      socket.close(1000);
    };
    socket.onclose = ({ code }) => done(code !== 1006 || (opened ? false : null));
  });
}

/** A signal that aborts after a time, and is forgotten with `done`. */
function timeOut(millis, other = null) {
  const control = new AbortController();
  const abort = () => control.abort();
  const timer = setTimeout(abort, millis);
  other?.addEventListener("abort", abort);
  const done = () => {
    clearTimeout(timer);
    other?.removeEventListener("abort", abort);
  };
  return { signal: control.signal, abort, done };
}

function wordsOf(problem) {
  return String(problem?.message ?? problem);
}

// ---- The two sockets -----------------------------------------------------------------------------------------------

class HttpSocket {
  onopen = null;
  onmessage = null;
  onclose = null;
  onheard = null;
  /** As of a WebSocket: 0 connecting, 1 open, 3 closed. */
  readyState = 0;
  /** HTTP has no subprotocols. */
  protocol = "";
  binaryType = "arraybuffer";
  _ended = new AbortController();

  /**
   * @param {string} url of the endpoint
   * @param {object} request headers and credentials, as for fetch
   */
  constructor(url, request) {
    this._url = url;
    this._request = { ...request, cache: "no-store" };
    // After the constructors of subclasses, and after the caller has set its handlers.
    queueMicrotask(() => this._run().catch((problem) => this._end({ code: 1006, reason: wordsOf(problem) })));
  }

  close() {
    this.readyState = 3;
    this._ended.abort();
  }

  _heard() {
    if (this.readyState === 3) return;
    this.onheard?.();
    if (this.readyState === 0) {
      this.readyState = 1;
      this.onopen?.();
    }
  }

  _deliver(data) {
    if (this.readyState !== 3) this.onmessage?.({ data });
  }

  _end(close) {
    if (this.readyState === 3) return;
    this.close();
    this.onclose?.(close);
  }
}

/** Receives server-sent events. It is open when the first bytes have arrived: the gateway begins with a comment. */
export class EventStreamSocket extends HttpSocket {
  async _run() {
    const headers = { ...this._request.headers, Accept: "text/event-stream" };
    const request = { ...this._request, headers, signal: this._ended.signal };
    const response = await fetch(requestUrl(this._url), request);
    if (!/^text\/event-stream\b/i.test(response.headers.get("Content-Type") ?? "") || !response.ok) {
      return this._end(response.ok ? { code: 1006, reason: "no event stream", unusable: true } : closeOf(await read(response)));
    }
    const decoder = new TextDecoder();
    const parser = new EventParser();
    const reader = response.body.getReader();
    while (this.readyState !== 3) {
      const { done, value } = await reader.read();
      // Without its last event, the stream broke.
      if (done) return this._end({ code: 1006, reason: parser.retry === null ? "" : `retry-ms=${parser.retry}` });
      this._heard();
      for (const event of parser.feed(decoder.decode(value, { stream: true }))) this._take(event);
    }
  }

  _take({ type, data }) {
    if (type === "message") this._deliver(data);
    else if (type === "binary") this._deliver(bytesOf(data, this.binaryType));
    else if (type === "end") {
      const { code, reason } = JSON.parse(data);
      this._end({ code, reason });
    }
  }
}

/** Polls. An answer that was lost is asked for again, so that nothing is missed while the gateway knows the client. */
export class PollSocket extends HttpSocket {
  _cursor = "";
  _frames = "plain";
  _wake = null;

  constructor(url, request, frames) {
    super(url, request);
    this._frames = frames;
  }

  /** Repeats the present poll at once: the network has changed, or the page slept. */
  again() {
    this._wake?.();
  }

  async _run() {
    let answered = Date.now();
    let failures = 0;
    while (this.readyState !== 3) {
      const answer = await this._poll();
      if (this.readyState === 3) return;
      if (answer.status === 200 || answer.status === 204) {
        if (!answer.cursor) return this._end({ code: 1006, reason: "no cursor", unusable: true });
        this._cursor = answer.cursor;
        answered = Date.now();
        failures = 0;
        this._heard();
        if (answer.status === 200) for (const element of rawElements(answer.body)) this._take(element);
        continue;
      }
      const isLost = answer.status === 0 || (!answer.error && answer.status >= 500) || answer.status === 429 || answer.status === 503;
      if (this.readyState === 0 || !isLost) return this._end(closeOf(answer));
      if (Date.now() - answered > POLL_LIFE_MILLIS) return this._end({ code: 1006, reason: answer.problem ?? "no answer" });
      await this._pause(spread(answer.retryAfter ?? Math.min(2 ** failures++ / 2, 5)));
    }
  }

  async _poll() {
    const { signal, abort, done } = timeOut(POLL_MILLIS, this._ended.signal);
    this._wake = this._cursor === "" ? null : abort;
    try {
      const response = await fetch(requestUrl(this._url, this._cursor), { ...this._request, signal });
      return { ...(await read(response)), cursor: response.headers.get("Poll-Cursor") };
    } catch (problem) {
      return { status: 0, error: null, retryAfter: null, problem: wordsOf(problem) };
    } finally {
      done();
    }
  }

  close() {
    super.close();
    this._wake?.();
  }

  _pause(millis) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, millis);
      this._wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  _take(element) {
    this._deliver(pollMessage(element, this._frames, this.binaryType));
  }
}
