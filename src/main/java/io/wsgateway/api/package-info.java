/**
 * The management port: health, metrics and the HTTP API, one handler per API method.
 *
 * <p>State belongs to the management verticle's event loop. It never sees a client's socket.
 */
@NullMarked
package io.wsgateway.api;

import org.jspecify.annotations.NullMarked;
