package io.wsgateway.config;

import java.util.List;

/** Holds the whole configuration of a node. Immutable. */
public record GatewayConfig(
    @Key("The name and the threads of this node.") NodeConfig node,
    @Key("The public port, for clients.") HttpConfig http,
    @Key(
            "The management port, for health checks, metrics and the API. Do not expose it to clients.")
        ManagementConfig management,
    @Key("The HTTP API for backends.") ApiConfig api,
    @Key("The raw WebSocket endpoints.") List<EndpointConfig> endpoints,
    @Key("The Centrifugo client protocol.") CentrifugoConfig centrifugo,
    @Key("The web pages that may connect.") OriginsConfig origins,
    @Key("How clients authenticate.") AuthConfig auth,
    @Key("The rules of channels.") ChannelsConfig channels,
    @Key(
            "Limits per node, connection, address and message. Only channelBytesPerSecond can be switched off.")
        LimitsConfig limits,
    @Key("How the gateway finds dead connections and closes them.") KeepAliveConfig keepAlive,
    @Key(
            "Limits how fast the node accepts new connections. It rejects the others with 503 and a `Retry-After`, which tells the client when to retry.")
        AdmissionConfig admission,
    @Key("How a node drains before it stops: it asks its clients to reconnect to other nodes.")
        DrainConfig drain,
    @Key("Stored publications for clients that reconnect.") HistoryConfig history,
    @Key("Calls from clients to backends.") RpcConfig rpc,
    @Key("The events about clients that the gateway sends to backends.") EventsConfig events,
    @Key("Webhooks: calls over HTTP to backends that are not on the event bus.") HooksConfig hooks,
    @Key("The event bus that backends and nodes share.") EventBusConfig eventBus,
    @Key("How nodes form a cluster that acts as one gateway.") ClusterConfig cluster,
    @Key("Metrics for Prometheus.") MetricsConfig metrics,
    @Key("The log, on standard output, and the audit log.") LoggingConfig logging,
    @Key("The demo page.") DemoConfig demo) {}
