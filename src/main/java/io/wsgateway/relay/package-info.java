/**
 * Between nodes: the relay, its peers, what they send each other, and how they find each other.
 *
 * <p>All state belongs to the relay's loop, but for an {@code Outbox}, which belongs to the loop
 * that publishes. The bus is an interface, {@code RelayBus}; what a hub does with what it is given
 * is not known here.
 */
@NullMarked
package io.wsgateway.relay;

import org.jspecify.annotations.NullMarked;
