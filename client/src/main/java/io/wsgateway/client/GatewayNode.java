package io.wsgateway.client;

/**
 * A gateway node in the cluster.
 *
 * @param id its id on the event bus
 * @param name its {@code node.name}
 */
record GatewayNode(String id, String name) {}
