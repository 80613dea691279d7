/**
 * Implements plain WebSocket endpoints, the protocol of raw clients.
 *
 * <p>Everything runs on the connection's event loop. The package must not depend on other protocols
 * or the HTTP server.
 */
@NullMarked
package io.wsgateway.protocol.raw;

import org.jspecify.annotations.NullMarked;
