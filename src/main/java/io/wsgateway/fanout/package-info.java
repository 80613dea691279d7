/**
 * Inside a node: from what the relay brings to the subscribers of each event loop.
 *
 * <p>A {@code Hub} owns its state on its event loop; {@code Hubs} and what it holds belong to the
 * relay's loop. Between them travel records and {@code byte[]}, in batches, by {@code
 * Loop.execute}. Nothing is known here of other nodes: what a hub needs of the relay is {@code
 * Upstream}.
 */
@NullMarked
package io.wsgateway.fanout;

import org.jspecify.annotations.NullMarked;
