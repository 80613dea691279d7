/**
 * The public port: one HTTP server and one router per event loop, upgrades, the static pages. A
 * protocol implements {@code Endpoint} and is otherwise unknown here.
 *
 * <p>The state of a {@code GatewayVerticle} belongs to its loop.
 */
@NullMarked
package io.wsgateway.server;

import org.jspecify.annotations.NullMarked;
