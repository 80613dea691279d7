package io.wsgateway.api;

/**
 * What the methods of the API call, on its event loop.
 *
 * @param publisher publishes to channels
 * @param clients reaches single clients
 * @param users reaches the clients of a user
 * @param reload reads the configuration again
 * @param drain drains the node
 * @param explain decides as for a client
 */
public record ApiCalls(
    ApiPublisher publisher,
    ApiClients clients,
    ApiUsers users,
    ReloadControl reload,
    DrainControl drain,
    ExplainControl explain) {}
