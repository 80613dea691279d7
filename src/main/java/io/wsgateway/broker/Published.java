package io.wsgateway.broker;

import io.wsgateway.channel.StreamPosition;

/**
 * A publication that was taken and sent to every node.
 *
 * @param position where it stands in the stream, {@link StreamPosition#NONE} without history
 * @param unconfirmed how many nodes have not said in time that they have it
 */
public record Published(StreamPosition position, int unconfirmed) {}
