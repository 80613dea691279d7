/**
 * One client, whatever carries its bytes: states, bounded queue, limits, liveness.
 *
 * <p>A connection belongs to one event loop and is touched by no other thread. Plain Java above a
 * {@link io.wsgateway.connection.Transport} and a {@link io.wsgateway.loop.Loop}: it knows neither
 * Netty nor Vert.x.
 */
@NullMarked
package io.wsgateway.connection;

import org.jspecify.annotations.NullMarked;
