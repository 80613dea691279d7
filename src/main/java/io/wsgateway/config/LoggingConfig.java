package io.wsgateway.config;

/** The log, on standard output. */
public record LoggingConfig(
    @Key(value = "How log lines are written.", initial = "text") LogFormat format,
    @Key(value = "The least severe level that is logged.", initial = "info") LogLevel level) {}
