package io.wsgateway.config.load;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The lines of a configuration that is refused. */
public final class Failures {
  private Failures() {}

  public static List<String> of(ThrowingCallable loading) {
    return catchThrowableOfType(ConfigException.class, loading).problems();
  }

  public static List<String> ofText(String yaml) {
    return of(() -> ConfigLoader.parse(yaml));
  }
}
