package io.wsgateway.config;

/** Values that do not come from the file. */
final class Overrides {
  static final String SET_LABEL = "--set";

  private Overrides() {}
}
