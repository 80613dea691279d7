/**
 * Plain WebSocket endpoints: what the bytes of a raw client mean.
 *
 * <p>Everything runs on the connection's event loop. It may not know other protocols or the HTTP
 * server.
 */
@NullMarked
package io.wsgateway.protocol.raw;

import org.jspecify.annotations.NullMarked;
