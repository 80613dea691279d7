/**
 * Routes messages between nodes: the relay, its peers, what they send each other, and how they
 * establish contact.
 *
 * <p>All state belongs to the relay's loop, except for an {@code Outbox}, which belongs to the loop
 * that publishes. The bus is an interface, {@code RelayBus}. This package does not know what a hub
 * does with the messages it receives.
 */
@NullMarked
package io.wsgateway.relay;

import org.jspecify.annotations.NullMarked;
