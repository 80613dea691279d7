package io.wsgateway.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The lines of a configuration that is refused. */
final class Failures {
  private Failures() {}

  static List<String> of(ThrowingCallable loading) {
    return catchThrowableOfType(ConfigException.class, loading).problems();
  }

  static List<String> ofText(String yaml) {
    return of(() -> ConfigLoader.parse(yaml));
  }
}
