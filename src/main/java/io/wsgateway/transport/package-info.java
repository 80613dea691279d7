/**
 * Transports bytes: TCP, TLS, HTTP connections before they are upgraded, and WebSockets.
 *
 * <p>This is the only package that uses Vert.x or Netty internals, and {@code ByteBuf} does not
 * leave it. Everything belongs to the event loop of its channel. The package depends on
 * connections, and on no protocol.
 */
@NullMarked
package io.wsgateway.transport;

import org.jspecify.annotations.NullMarked;
