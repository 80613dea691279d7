package io.wsgateway.config;

/** Mutual TLS between the members of the cluster. */
public record BusTlsConfig(
    @Key(
            value = "The file with this node's certificate chain, PEM.",
            allowed = "the path of a PEM file")
        String cert,
    @Key(value = "The file with the private key, PEM.", allowed = "the path of a PEM file")
        String key,
    @Key(
            value = "The file with the certificates of the authority that signed all members, PEM.",
            allowed = "the path of a PEM file")
        String ca) {
  /** This node's certificate and key. */
  public TlsConfig pair() {
    return new TlsConfig(cert, key);
  }
}
