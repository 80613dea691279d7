package io.wsgateway.config;

/** Configures mutual TLS between the members of the cluster. */
public record BusTlsConfig(
    @Key(
            value = "The PEM file with this node's certificate chain.",
            allowed = "the path of a PEM file")
        String cert,
    @Key(value = "The PEM file with the private key.", allowed = "the path of a PEM file")
        String key,
    @Key(
            value =
                "The PEM file with the certificates of the authority that signed the certificates of all members.",
            allowed = "the path of a PEM file")
        String ca) {
  /** This node's certificate and key. The event bus has few connections, and uses the JDK's TLS. */
  public TlsConfig pair() {
    return new TlsConfig(cert, key, TlsConfig.Engine.JDK);
  }
}
