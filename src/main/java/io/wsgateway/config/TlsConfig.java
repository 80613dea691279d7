package io.wsgateway.config;

/** Configures TLS of a listening port; the gateway reloads the files when they change. */
public record TlsConfig(
    @Key(value = "The PEM file with the certificate chain.", allowed = "the path of a PEM file")
        String cert,
    @Key(value = "The PEM file with the private key.", allowed = "the path of a PEM file")
        String key) {}
