package io.wsgateway.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.handler.ssl.OpenSsl;
import io.wsgateway.config.TlsConfig.Engine;
import java.util.Locale;

/** The libraries that TLS may use, with each of which tests of TLS run. */
public final class TlsEngines {
  private TlsEngines() {}

  /** Skips the test, and says why, where the library cannot be loaded. */
  public static Engine assumeLoads(Engine engine) {
    assumeTrue(
        engine != Engine.OPENSSL || OpenSsl.isAvailable(),
        () -> "BoringSSL's native library cannot be loaded: " + OpenSsl.unavailabilityCause());
    return engine;
  }

  /** The value of a configuration; skips the test as above. */
  public static String named(Engine engine) {
    return assumeLoads(engine).name().toLowerCase(Locale.ROOT);
  }
}
