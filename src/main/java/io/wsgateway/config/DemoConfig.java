package io.wsgateway.config;

/** The demo page. */
public record DemoConfig(
    @Key(value = "Whether / serves the demo page.", initial = "false") boolean enabled) {}
