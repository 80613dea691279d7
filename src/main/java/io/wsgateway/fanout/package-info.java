/**
 * Delivers publications within a node: from the relay to the subscribers of each event loop.
 *
 * <p>A {@code Hub} owns its state on its event loop; {@code Hubs} and what it holds belong to the
 * relay's loop. They exchange records and {@code byte[]}, in batches, through {@code Loop.execute}.
 * This package does not depend on other nodes; a hub sees the relay as {@code Upstream}.
 */
@NullMarked
package io.wsgateway.fanout;

import org.jspecify.annotations.NullMarked;
