package io.wsgateway.app;

/** Knows the release that runs. */
public final class Version {
  private Version() {}

  /** The version in the jar's manifest; {@code dev} outside a jar. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
