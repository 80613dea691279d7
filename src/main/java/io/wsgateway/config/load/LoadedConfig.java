package io.wsgateway.config.load;

import io.wsgateway.config.GatewayConfig;
import java.util.List;

/**
 * A configuration that passed all checks.
 *
 * @param config the values
 * @param warnings one line each, for the log
 * @param layers where each value came from
 */
public record LoadedConfig(GatewayConfig config, List<String> warnings, Layers layers) {}
