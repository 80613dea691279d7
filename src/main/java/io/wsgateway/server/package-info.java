/**
 * The public port: HTTP server and router, the checks before an upgrade, the static pages.
 *
 * <p>One {@code GatewayVerticle} per event loop; its state belongs to that loop.
 */
@NullMarked
package io.wsgateway.server;

import org.jspecify.annotations.NullMarked;
