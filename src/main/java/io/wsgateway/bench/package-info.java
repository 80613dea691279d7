/**
 * Generates load: measures from outside what many clients of a WebSocket server receive.
 *
 * <p>A {@code ClientLoop} thread owns its connections and their counters; other threads read totals
 * when it has stopped, or through volatile fields. This package does not use the gateway's code, so
 * that it measures other servers in the same way.
 */
@NullMarked
package io.wsgateway.bench;

import org.jspecify.annotations.NullMarked;
