/**
 * One client's pipe: bytes in, bytes out, bounded queue, liveness.
 *
 * <p>A connection belongs to one event loop and is touched by no other thread. This is the only
 * package that uses Vert.x or Netty internals, and {@code ByteBuf} does not leave it.
 */
@NullMarked
package io.wsgateway.connection;

import org.jspecify.annotations.NullMarked;
