package io.wsgateway.config;

/** Configures the demo page. */
public record DemoConfig(
    @Key(value = "Whether the path / serves the demo page.", initial = "false") boolean enabled) {}
