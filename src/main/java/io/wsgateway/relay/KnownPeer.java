package io.wsgateway.relay;

/**
 * What was known about a node before a pause of this one, to tell whether a beacon of it is fresh.
 *
 * @param echoes whether its beacons say which of this node's it received
 * @param skewMillis by how much its wall clock is ahead of this one's, minus the time that its
 *     beacons took
 */
record KnownPeer(boolean echoes, long skewMillis) {}
