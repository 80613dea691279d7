/**
 * From publication to subscribers: relay, hub, envelope.
 *
 * <p>The {@code Relay} owns its state on one context of its own; a {@code Hub} owns its state on
 * its event loop. Between them travel records and {@code byte[]}, in batches, by {@code
 * Loop.execute}.
 */
@NullMarked
package io.wsgateway.fanout;

import org.jspecify.annotations.NullMarked;
