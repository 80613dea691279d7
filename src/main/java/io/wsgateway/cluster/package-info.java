/**
 * Manages membership: the Hazelcast member inside each node, how members find each other, which of
 * them are gateway nodes, and the event bus between them.
 *
 * <p>This package must not depend on what is relayed. Membership events arrive on Hazelcast's
 * threads; {@code Members} passes them on to one context.
 */
@NullMarked
package io.wsgateway.cluster;

import org.jspecify.annotations.NullMarked;
