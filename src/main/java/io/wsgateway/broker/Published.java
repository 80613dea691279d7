package io.wsgateway.broker;

import io.wsgateway.channel.StreamPosition;

/**
 * The result of a publication that was accepted and sent to every node.
 *
 * @param position its position in the stream, {@link StreamPosition#NONE} without history
 * @param unconfirmed how many nodes have not acknowledged it in time
 */
public record Published(StreamPosition position, int unconfirmed) {}
