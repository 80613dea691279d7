package io.wsgateway.metrics;

/** Values of the label {@code protocol}: the protocol of a connection. */
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
