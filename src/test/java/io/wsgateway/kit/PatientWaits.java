package io.wsgateway.kit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives every wait that states no limit a minute instead of Awaitility's 10 s, which a busy machine
 * exceeds. A condition that holds ends its wait at once either way. Registered for every test.
 */
public final class PatientWaits implements BeforeAllCallback {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(LIMIT);
  }
}
