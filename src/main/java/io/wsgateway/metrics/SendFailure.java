package io.wsgateway.metrics;

/** Why something could not be sent to another node. */
public enum SendFailure {
  /** One of the two did not accept the other's certificate. */
  TLS("tls"),
  /** Nobody listens on the port. */
  REFUSED("refused"),
  /** No answer in time, or no way there. */
  UNREACHABLE("unreachable"),
  /** The connection ended before it had left. */
  CLOSED("closed"),
  /** The cluster knows of nobody who listens on the address. */
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
