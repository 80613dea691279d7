package io.wsgateway.metrics;

/** The label {@code protocol}: what the bytes of a connection mean. */
public enum Protocol {
  /** Plain WebSocket endpoints. */
  RAW("raw"),
  /** The Centrifugo client protocol. */
  CENTRIFUGO("centrifugo");

  private final String label;

  Protocol(String label) {
    this.label = label;
  }

  /** The label's value. */
  public String label() {
    return label;
  }
}
