package io.wsgateway.config.load;

import io.wsgateway.config.GatewayConfig;
import java.util.List;

/**
 * Holds a configuration that passed all checks.
 *
 * @param config the values
 * @param warnings one line per warning, for the log
 * @param layers where each value came from
 * @param files the files that it was read from
 */
public record LoadedConfig(
    GatewayConfig config, List<String> warnings, Layers layers, SourceFiles files) {}
