/**
 * Calls backends over HTTP: signed, bounded in time, size and number, and stopped for a while when
 * a backend is down. It does not know what the calls mean.
 *
 * <p>A {@link io.wsgateway.hooks.HookClient} belongs to one event loop.
 */
@NullMarked
package io.wsgateway.hooks;

import org.jspecify.annotations.NullMarked;
