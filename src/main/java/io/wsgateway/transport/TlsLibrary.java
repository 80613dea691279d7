package io.wsgateway.transport;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.wsgateway.config.TlsConfig.Engine;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The libraries that encrypt. */
enum TlsLibrary {
  /** BoringSSL, with memory that is counted and freed, not collected. */
  OPENSSL(SslProvider.OPENSSL_REFCNT),
  /** The JDK's own. */
  JDK(SslProvider.JDK);

  private static final Logger log = LoggerFactory.getLogger(TlsLibrary.class);

  private final SslProvider provider;

  TlsLibrary(SslProvider provider) {
    this.provider = provider;
  }

  /**
   * Selects the library of a listener, and logs it.
   *
   * @param key the listener's group of configuration keys
   * @throws ListenException if BoringSSL is required and cannot be loaded
   */
  static TlsLibrary choose(Engine wanted, String key) {
    if (wanted == Engine.JDK) {
      return logged(JDK, key);
    }
    Throwable missing = OpenSsl.unavailabilityCause();
    if (missing == null) {
      return logged(OPENSSL, key);
    }
    if (wanted == Engine.OPENSSL) {
      throw new ListenException(
          key
              + ".engine: openssl needs BoringSSL's native library, which cannot be loaded ("
              + reason(missing)
              + "); set auto or jdk to use the JDK's TLS",
          missing);
    }
    log.atWarn()
        .addKeyValue("event", "tls.fallback")
        .log(
            "{}: BoringSSL's native library cannot be loaded ({}), so TLS uses the JDK's, and"
                + " handshakes need more CPU; set {}.engine: jdk if that is intended",
            key,
            reason(missing),
            key);
    return logged(JDK, key);
  }

  private static TlsLibrary logged(TlsLibrary library, String key) {
    log.atInfo()
        .addKeyValue("event", "tls.engine")
        .addKeyValue("engine", library.label())
        .log("{}: TLS uses {}", key, library == OPENSSL ? OpenSsl.versionString() : "the JDK's");
    return library;
  }

  /** Returns the first line of the innermost message, which names the file or the property. */
  private static String reason(Throwable missing) {
    Throwable root = missing;
    for (Throwable next = missing.getCause(); next != null; next = next.getCause()) {
      root = next;
    }
    @Nullable String message = root.getMessage();
    String text = message == null ? root.toString() : message;
    return text.lines().findFirst().orElse("").strip();
  }

  SslProvider provider() {
    return provider;
  }

  /** The name in metrics and logs, which is also that of the configuration's value. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
