package io.wsgateway.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the clients that receive are connected. */
public enum Listening {
  /** By WebSocket. */
  WEBSOCKET,
  /** By server-sent events. */
  SSE;

  /**
   * Returns one by its name on the command line.
   *
   * @throws BenchException if there is none
   */
  public static Listening of(String name) {
    return Arrays.stream(values())
        .filter(one -> one.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BenchException(
                    "--transport must be one of " + List.of(values()) + ", not \"" + name + "\"."));
  }

  /** Returns its name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
