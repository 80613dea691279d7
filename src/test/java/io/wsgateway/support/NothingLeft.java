package io.wsgateway.support;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Holds for a class whose tests start nodes of their own: with the last of them all is gone that
 * they held.
 */
public final class NothingLeft implements BeforeAllCallback, AfterAllCallback {
  private Resources before;

  @Override
  public void beforeAll(ExtensionContext context) {
    before = Resources.now(() -> 0);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    before.assertComesBack(() -> 0);
  }
}
