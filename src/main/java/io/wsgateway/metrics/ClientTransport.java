package io.wsgateway.metrics;

/** Values of the label {@code transport}: what carries a client's messages. */
public enum ClientTransport {
  /** A WebSocket. */
  WEBSOCKET("websocket"),
  /** Server-sent events. */
  SSE("sse"),
  /** The answers to polls. */
  POLL("poll");

  private final String label;

  ClientTransport(String label) {
    this.label = label;
  }

  /** The label's value. */
  public String label() {
    return label;
  }
}
