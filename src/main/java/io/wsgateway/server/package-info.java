/**
 * Serves the public port: one HTTP server and one router per event loop, upgrades, and static
 * pages. Protocols implement {@code Endpoint}; nothing else about them is known here.
 *
 * <p>The state of a {@code GatewayVerticle} belongs to its loop.
 */
@NullMarked
package io.wsgateway.server;

import org.jspecify.annotations.NullMarked;
