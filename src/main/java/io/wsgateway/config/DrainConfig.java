package io.wsgateway.config;

/** How a node is emptied before it stops. */
public record DrainConfig(
    @Key(
            value =
                "How long upgrades are still taken after readiness went off, for balancers that lag.",
            initial = "0",
            unit = "seconds",
            max = 600)
        int acceptSeconds,
    @Key(
            value =
                "The longest time over which the connections are closed: 1000 a second, and more a second if they would not fit in.",
            initial = "20",
            unit = "seconds",
            max = 3600)
        int windowSeconds,
    @Key(
            value = "The age at which a connection is asked to come back elsewhere; 0: never.",
            initial = "0",
            unit = "seconds",
            max = 604800)
        int maxConnectionAgeSeconds,
    @Key(
            value =
                "The code that connections are closed with: 1012 (service restart), or 1001 (going away) for client libraries that do not know 1012. The reason is the same.",
            initial = "1012")
        DrainCode closeCode) {
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
}
