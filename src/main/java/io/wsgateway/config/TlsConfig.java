package io.wsgateway.config;

/** TLS of a listening port; reloaded when the files change. */
public record TlsConfig(
    @Key(value = "The file with the certificate chain, PEM.", allowed = "the path of a PEM file")
        String cert,
    @Key(value = "The file with the private key, PEM.", allowed = "the path of a PEM file")
        String key) {}
