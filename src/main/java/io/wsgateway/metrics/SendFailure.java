package io.wsgateway.metrics;

/** Why something could not be sent to another node. */
public enum SendFailure {
  /** One of the two did not accept the other's certificate. */
  TLS("tls"),
  /** Nothing listens on the port. */
  REFUSED("refused"),
  /** No answer in time, or no route. */
  UNREACHABLE("unreachable"),
  /** The connection ended before the message was sent. */
  CLOSED("closed"),
  /** The cluster knows no consumer of the address. */
  NO_HANDLER("no_handler"),
  /** Anything else. */
  OTHER("other");

  private final String label;

  SendFailure(String label) {
    this.label = label;
  }

  /** The label's value. */
  public String label() {
    return label;
  }
}
