/**
 * Membership: the Hazelcast member that a node brings along, how members find each other, who is a
 * gateway node, and the event bus between them.
 *
 * <p>It may not know what is relayed. Membership events come on Hazelcast's threads; {@code
 * Members} hands them on to one context.
 */
@NullMarked
package io.wsgateway.cluster;

import org.jspecify.annotations.NullMarked;
