package io.wsgateway.channel;

/**
 * The client that published. Backends' publications have none.
 *
 * @param client the connection's id
 * @param user the user's id; empty for an anonymous client
 */
public record Publisher(String client, String user) {}
