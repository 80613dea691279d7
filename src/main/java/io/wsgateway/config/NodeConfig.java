package io.wsgateway.config;

/** What a node is called and how wide it runs. */
public record NodeConfig(
    @Key(
            value = "The name of this node in logs and to backends.",
            derived = "the host name",
            pattern = "[A-Za-z0-9._-]{1,128}",
            allowed = "1 to 128 letters, digits, '.', '_' or '-'")
        String name,
    @Key(
            value = "Event loops, each with its share of the connections; 0: one per processor.",
            initial = "0",
            max = 1024)
        int eventLoops) {

  /** How many event loops that is on this machine. */
  public int loops() {
    return eventLoops > 0 ? eventLoops : Runtime.getRuntime().availableProcessors();
  }
}
