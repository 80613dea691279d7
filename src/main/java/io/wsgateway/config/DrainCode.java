package io.wsgateway.config;

/** What the clients of a node that drains are closed with. */
public enum DrainCode {
  /** 1012, which says that they should come back. */
  SERVICE_RESTART("1012"),
  /** 1001, which every library knows. */
  GOING_AWAY("1001");

  private final String number;

  DrainCode(String number) {
    this.number = number;
  }

  /** The number in the close frame. */
  @Override
  public String toString() {
    return number;
  }
}
