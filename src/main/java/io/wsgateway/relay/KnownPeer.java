package io.wsgateway.relay;

/**
 * What tells whether a beacon of a node is fresh, as it was known before a pause of this one.
 *
 * @param echoes whether its beacons say which of this node's it received
 * @param skewMillis by how much its wall clock is ahead of this one's, less what its beacons took
 */
record KnownPeer(boolean echoes, long skewMillis) {}
