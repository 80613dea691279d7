/**
 * Client library for backends that use ws-gateway over the Vert.x event bus: {@link
 * io.wsgateway.client.Gateway#join} makes this process a member of the gateways' cluster.
 *
 * <p>The state of a {@code Gateway} belongs to one thread, the {@code Worker}. The event bus has a
 * Vert.x instance of its own, which is replaced when the cluster has to be joined again.
 */
@NullMarked
package io.wsgateway.client;

import org.jspecify.annotations.NullMarked;
