/** Types of reconnect.js, which documents each option and event. */

export type TransportName = "websocket" | "sse" | "poll";
export type Message = string | ArrayBuffer | ArrayBufferView | Blob;
export type State = "connecting" | "open" | "waiting" | "closed";

/** A position in a channel (frames "json"). */
export interface Position {
  epoch: string;
  offset: number;
}

export interface Options {
  protocols?: string | string[];
  frames?: "plain" | "json";
  token?: (() => string | null | undefined | Promise<string | null | undefined>) | null;
  transports?: TransportName[];
  silentSeconds?: number;
  credentials?: "omit" | "same-origin" | "include";
  minDelay?: number;
  maxDelay?: number;
  stableSeconds?: number;
  connectSeconds?: number;
  heartbeatSeconds?: number | null;
  asleepSeconds?: number;
  bufferMessages?: number;
  bufferChars?: number;
  maxBufferedAmount?: number;
  afterNormal?: boolean;
  binaryType?: "arraybuffer" | "blob";
}

/** Why the gateway or a backend did not accept a message; `code` is a number if it was a backend. */
export interface MessageError {
  code: string | number;
  message: string;
  at?: string;
}

export interface EventFields {
  connecting: { attempt: number };
  open: { recovered: boolean; transport: TransportName };
  /** `data` is text or bytes; with frames "json", what the JSON says. */
  message: { data: any; epoch?: string; offset?: number };
  text: { data: string };
  answer: { id?: string | number; data?: any; error?: MessageError };
  failed: { data: string | Blob | ArrayBuffer | Uint8Array; error: MessageError; uncertain: boolean };
  missed: { code: number; reason: string };
  waiting: { delay: number; code: number; reason: string };
  closed: { code: number; reason: string; unsent: (string | Blob | ArrayBuffer | Uint8Array)[] };
}

export type SocketEvent<K extends keyof EventFields> = Event & Readonly<EventFields[K]>;
type Listener<K extends keyof EventFields> =
  | ((event: SocketEvent<K>) => void)
  | { handleEvent(event: SocketEvent<K>): void };

export class ReconnectingSocket extends EventTarget {
  constructor(url: string | URL, options?: Options);
  readonly state: State;
  readonly transport: TransportName;
  readonly recovered: boolean;
  readonly position: Position | null;
  readonly protocol: string;
  readonly buffered: number;
  /** Returns false if the message was neither sent nor kept. */
  send(data: Message): boolean;
  close(code?: number, reason?: string): void;
  reconnect(): void;
  addEventListener<K extends keyof EventFields>(
    type: K,
    listener: Listener<K> | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof EventFields>(
    type: K,
    listener: Listener<K> | null,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

export const DEFAULTS: Readonly<Required<Options>>;

/** What to do after a close. */
export interface Verdict {
  action: "stop" | "retry" | "missed" | "token";
  delay: number | null;
}

/** One frame of an endpoint with `frames: json`. */
export interface Frame {
  kind: "invalid" | "expires" | "answer" | "publication" | "hello" | "text" | "position" | "heartbeat";
  at?: Position | null;
  [field: string]: unknown;
}

export function backoff(attempt: number, options?: { minDelay: number; maxDelay: number }, random?: () => number): number;
export function retryMs(reason?: string | null): number | null;
export function verdict(code: number, reason?: string, afterNormal?: boolean): Verdict;
export function delayBefore(
  decision: { action: string; delay: number | null },
  attempt: number,
  options?: { minDelay: number; maxDelay: number },
  random?: () => number,
): number;
export function socketUrl(url: string | URL, base?: string | URL, position?: Position | null): string;
export function readFrame(text: string): Frame;
export function nextPosition(position: Position | null, frame: Frame): Position | null;
export function idOf(message: unknown): string | number | undefined;
export function messageOf(data: unknown): string | ArrayBuffer | ArrayBufferView | Blob;
export function closeReason(reason?: string | null): string;

export class SendBuffer {
  constructor(maxMessages: number, maxChars: number);
  maxMessages: number;
  maxChars: number;
  readonly length: number;
  add(data: Message): boolean;
  unshift(data: Message): void;
  shift(): Message | undefined;
  drain(): Message[];
}
