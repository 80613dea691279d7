package io.wsgateway.config;

/** Configures the name of a node, the number of its event loops, and its start. */
public record NodeConfig(
    @Key(
            value = "The name of this node in log lines, and in what backends receive.",
            derived = "the host name",
            pattern = "[A-Za-z0-9._-]{1,128}",
            allowed = "1 to 128 letters, digits, '.', '_' or '-'")
        String name,
    @Key(
            value =
                "The number of event loops, which share the connections among them; 0: one per processor.",
            initial = "0",
            max = 1024)
        int eventLoops,
    @Key(
            value =
                "How long a starting node may run handshakes and messages of its own, on a loopback port that it closes again, before it accepts clients. The first clients then cost less CPU; 4000 is enough for most of the effect. It ends earlier when it has done enough; 0: off.",
            initial = "1000",
            unit = "milliseconds",
            max = 60000)
        int warmUpMillis) {

  /** Returns the number of event loops on this machine. */
  public int loops() {
    return eventLoops > 0 ? eventLoops : Runtime.getRuntime().availableProcessors();
  }
}
