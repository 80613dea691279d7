package io.wsgateway.config;

/** Configures TLS of a listening port; the gateway reloads the files when they change. */
public record TlsConfig(
    @Key(value = "The PEM file with the certificate chain.", allowed = "the path of a PEM file")
        String cert,
    @Key(value = "The PEM file with the private key.", allowed = "the path of a PEM file")
        String key,
    @Key(
            value =
                "The library that encrypts. auto: BoringSSL where its native library can be loaded, the JDK's TLS elsewhere. openssl: BoringSSL; without its library, the node does not start. jdk: the JDK's TLS.",
            initial = "auto")
        Engine engine) {
  /** The libraries that can be asked for. */
  public enum Engine {
    /** The fastest that can be loaded. */
    AUTO,
    /** BoringSSL, from the jar of its native library. */
    OPENSSL,
    /** The JDK's own. */
    JDK
  }
}
