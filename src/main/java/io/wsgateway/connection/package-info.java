/**
 * Manages client connections, independent of the transport: states, bounded queues, limits,
 * liveness.
 *
 * <p>A connection belongs to one event loop and is used by no other thread. Plain Java on top of a
 * {@link io.wsgateway.connection.Transport} and a {@link io.wsgateway.loop.Loop}; it does not
 * depend on Netty or Vert.x.
 */
@NullMarked
package io.wsgateway.connection;

import org.jspecify.annotations.NullMarked;
