package io.wsgateway.kit;

/**
 * How late the event loops of test nodes may be. Tests share a machine of two cores or so, with
 * each other and with the nodes, so that event loops lag by more than the default allows without
 * any fault, and upgrades would get 503 at random. Only the tests of admission are about that lag:
 * they leave the key alone, as {@code KeyEffectsIT} does.
 */
public final class Patience {
  /** The key. */
  public static final String KEY = "admission.maxLoopLagMillis";

  /** Its greatest value, in milliseconds: lag refuses nobody. */
  public static final int MILLIS = 60_000;

  /** The section of a YAML configuration. */
  public static final String YAML = "admission: {maxLoopLagMillis: " + MILLIS + "}\n";

  private Patience() {}
}
