package io.wsgateway.relay;

import java.util.Map;

/**
 * A node's once-a-second heartbeat.
 *
 * @param node the node's id
 * @param name its configured name, for people
 * @param leaving whether it stops now: nothing needs to be sent to it any more
 * @param sentMillis its wall clock, in epoch milliseconds
 * @param release the release that it runs
 * @param settings a fingerprint of the configuration that all nodes must share
 * @param positions the peers that it sends its publications to, by node id, and how far it is
 * @param bases for each of them, what it had for that peer before its link began: envelopes of
 *     links before, and batches that it could not send because it had no link; empty from releases
 *     before 0.2
 * @param echoes the {@code sentMillis} of the last beacon that it received, by node id: proves to
 *     that node that its beacons arrive; empty from releases before 0.2
 * @param inMinority whether it finds itself in a minority of the cluster; false from releases
 *     before 0.2
 * @param answersProbes whether it answers a {@link Probe}; release 0.1.0 does not
 * @param draining whether its clients are to move to other nodes; false from releases before 0.2
 * @param blocks the number of the last change of its blocked users; {@link BlockNews#UNKNOWN} from
 *     releases before 0.2
 */
record Beacon(
    String node,
    String name,
    boolean leaving,
    long sentMillis,
    String release,
    long settings,
    Map<String, LinkPosition> positions,
    Map<String, Long> bases,
    Map<String, Long> echoes,
    boolean inMinority,
    boolean answersProbes,
    boolean draining,
    long blocks) {}
