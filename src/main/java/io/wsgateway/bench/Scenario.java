package io.wsgateway.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Lists the scenarios and the options that each uses. */
public enum Scenario {
  /** One client publishes, all others receive. */
  FANOUT(
      1000,
      20,
      "--stalled",
      "--window",
      "--rate",
      "--size",
      "--warmup",
      "--seconds",
      "--transport"),
  /** Every client publishes in turn, and receives. */
  MESH(100, 20, "--window", "--rate", "--size", "--warmup", "--seconds"),
  /** Connections open and close; {@code --connections} at a time. */
  CONNECT(64, 0, "--rate", "--warmup", "--seconds", "--resume"),
  /** Connections open and stay open. */
  IDLE(10_000, 0, "--pending", "--seconds", "--gc", "--transport"),
  /** Connections open once, and stay open. */
  OPEN(10_000, 0, "--pending", "--transport"),
  /** All connections break and reconnect at once. */
  STORM(1000, 0, "--pending", "--seconds", "--transport");

  private static final Set<String> NOT_OF_ALL =
      Set.of(
          "--stalled",
          "--window",
          "--rate",
          "--size",
          "--warmup",
          "--seconds",
          "--pending",
          "--gc",
          "--resume",
          "--transport");

  private final int connections;
  private final double rate;

  /** A list in one text, because an enum must be immutable. */
  private final String options;

  Scenario(int connections, double rate, String... options) {
    this.connections = connections;
    this.rate = rate;
    this.options = String.join(" ", options) + " ";
  }

  /** Returns the default number of connections. */
  public int connections() {
    return connections;
  }

  /** Returns the default messages or handshakes per second; 0: as many as possible. */
  public double rate() {
    return rate;
  }

  /**
   * Returns a scenario by its name on the command line.
   *
   * @throws BenchException if there is none
   */
  public static Scenario of(String name) {
    return Arrays.stream(values())
        .filter(scenario -> scenario.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BenchException(
                    "\"" + name + "\" is not a scenario; use one of " + List.of(values()) + "."));
  }

  /**
   * Rejects an option that the scenario does not use.
   *
   * @throws BenchException if this scenario does not use it
   */
  public void check(String option) {
    if (!takes(option)) {
      throw new BenchException(option + " has no effect with " + this + ".");
    }
  }

  boolean takes(String option) {
    return !NOT_OF_ALL.contains(option) || options.contains(option + " ");
  }

  /** Returns its name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
