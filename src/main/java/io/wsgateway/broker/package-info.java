/**
 * Provides the single entry point for publishing, and control calls to clients.
 *
 * <p>A {@code Broker} belongs to one context; several share a node's relay.
 */
@NullMarked
package io.wsgateway.broker;

import org.jspecify.annotations.NullMarked;
