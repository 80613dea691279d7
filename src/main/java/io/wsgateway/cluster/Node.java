package io.wsgateway.cluster;

/**
 * A gateway node of the cluster.
 *
 * @param id its Vert.x node id, chosen at random at its start
 * @param name its configured name, for people
 */
public record Node(String id, String name) {}
