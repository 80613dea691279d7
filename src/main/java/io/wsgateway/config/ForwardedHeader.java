package io.wsgateway.config;

/** The header in which trusted proxies name the hops before them. */
public enum ForwardedHeader {
  /** What most proxies write. */
  X_FORWARDED_FOR("X-Forwarded-For"),
  /** That of RFC 7239. */
  FORWARDED("Forwarded");

  private final String header;

  ForwardedHeader(String header) {
    this.header = header;
  }

  /** The header's name. */
  @Override
  public String toString() {
    return header;
  }
}
