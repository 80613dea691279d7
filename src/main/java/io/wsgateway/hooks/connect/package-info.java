/**
 * Asks a backend over HTTP whether a client may connect, in the form of Centrifugo's connect proxy.
 *
 * <p>Any thread may ask; what is shared is guarded by short locks, and nothing blocks.
 */
@NullMarked
package io.wsgateway.hooks.connect;

import org.jspecify.annotations.NullMarked;
