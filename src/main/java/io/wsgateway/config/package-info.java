/**
 * The configuration as a node uses it: one record per group of keys. {@link
 * io.wsgateway.config.GatewayConfig} holds them all.
 *
 * <p>Immutable. Knows neither how it was loaded nor what is checked; that is in the rooms below
 * this name.
 */
@NullMarked
package io.wsgateway.config;

import org.jspecify.annotations.NullMarked;
