package io.wsgateway.config;

/** Configures how a node closes connections so that its clients reconnect to other nodes. */
public record DrainConfig(
    @Key(
            value =
                "How long the node keeps accepting new connections after readiness starts failing, to give load balancers time to react.",
            initial = "0",
            unit = "seconds",
            max = 600)
        int acceptSeconds,
    @Key(
            value =
                "The longest time over which the node spreads the closing of its connections. It closes 1000 connections a second, or more if they would not fit into this time.",
            initial = "20",
            unit = "seconds",
            max = 3600)
        int windowSeconds,
    @Key(
            value =
                "The greatest age of a connection: the gateway closes it at 80 to 100 % of this time, so that the client reconnects, perhaps to another node; 0: never.",
            initial = "0",
            unit = "seconds",
            max = 604800)
        int maxConnectionAgeSeconds,
    @Key(
            value =
                "The close code that clients receive: 1012 (service restart), or 1001 (going away) for client libraries that do not know 1012. The close reason is the same.",
            initial = "1012")
        DrainCode closeCode) {
  /** The close codes for the clients of a draining node. */
  public enum DrainCode {
    /** 1012, service restart: asks clients to reconnect. */
    SERVICE_RESTART("1012"),
    /** 1001, going away: every client library knows it. */
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
