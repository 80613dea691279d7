/**
 * Holds the configuration of a node: one record per group of keys, all inside {@link
 * io.wsgateway.config.GatewayConfig}.
 *
 * <p>Immutable. The records do not load or check anything; subpackages do that.
 */
@NullMarked
package io.wsgateway.config;

import org.jspecify.annotations.NullMarked;
