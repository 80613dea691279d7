package io.wsgateway.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the clients do, and which options that has. */
public enum Scenario {
  /** One client publishes, all others listen. */
  FANOUT(1000, 20, "--stalled", "--window", "--rate", "--size", "--warmup", "--seconds"),
  /** Every client publishes in turn, and listens. */
  MESH(100, 20, "--window", "--rate", "--size", "--warmup", "--seconds"),
  /** Connections are opened and closed; {@code --connections} are under way at a time. */
  CONNECT(64, 0, "--rate", "--warmup", "--seconds"),
  /** Connections are opened and held. */
  IDLE(10_000, 0, "--pending", "--seconds", "--gc"),
  /** All connections are cut and come back at once. */
  STORM(1000, 0, "--pending", "--seconds");

  private static final Set<String> NOT_OF_ALL =
      Set.of(
          "--stalled",
          "--window",
          "--rate",
          "--size",
          "--warmup",
          "--seconds",
          "--pending",
          "--gc");

  private final int connections;
  private final double rate;

  /** A list in one text, since an enum is immutable. */
  private final String options;

  Scenario(int connections, double rate, String... options) {
    this.connections = connections;
    this.rate = rate;
    this.options = String.join(" ", options) + " ";
  }

  /** How many connections it has if nothing else is said. */
  public int connections() {
    return connections;
  }

  /** Its messages or handshakes per second if nothing else is said; 0 is as many as go. */
  public double rate() {
    return rate;
  }

  /**
   * A scenario by its name on the command line.
   *
   * @throws BenchException if there is none
   */
  public static Scenario of(String name) {
    return Arrays.stream(values())
        .filter(scenario -> scenario.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new BenchException("\"" + name + "\" is none of " + List.of(values()) + "."));
  }

  /**
   * Refuses an option of the command line that would change nothing.
   *
   * @throws BenchException if it means nothing to this scenario
   */
  public void check(String option) {
    if (!takes(option)) {
      throw new BenchException(option + " means nothing to " + this + ".");
    }
  }

  boolean takes(String option) {
    return !NOT_OF_ALL.contains(option) || options.contains(option + " ");
  }

  /** Its name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
