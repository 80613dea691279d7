package io.wsgateway.config;

/** TLS of a listening port; reloaded when the files change. */
public record TlsConfig(
    @Key(value = "The file with the certificate chain, PEM.") String cert,
    @Key(value = "The file with the private key, PEM.") String key) {}
