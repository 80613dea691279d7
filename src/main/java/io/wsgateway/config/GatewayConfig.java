package io.wsgateway.config;

import java.util.List;

/** The whole configuration of a node. Immutable. */
public record GatewayConfig(
    @Key("This node.") NodeConfig node,
    @Key("The public port, for clients.") HttpConfig http,
    @Key("The management port: health, metrics, API; never exposed to clients.")
        ManagementConfig management,
    @Key("The HTTP API for backends.") ApiConfig api,
    @Key("The raw WebSocket endpoints.") List<EndpointConfig> endpoints,
    @Key("The Centrifugo client protocol.") CentrifugoConfig centrifugo,
    @Key("Which pages may connect.") OriginsConfig origins,
    @Key("Who may connect.") AuthConfig auth,
    @Key("The rules of channels.") ChannelsConfig channels,
    @Key("Bounds; there is no value for unlimited.") LimitsConfig limits,
    @Key("How dead connections are found.") KeepAliveConfig keepAlive,
    @Key("How fast new connections are let in.") AdmissionConfig admission,
    @Key("How a node is emptied before it stops.") DrainConfig drain,
    @Key("The window of publications kept for reconnects.") HistoryConfig history,
    @Key("Calls from clients to backends.") RpcConfig rpc,
    @Key("What backends are told about clients.") EventsConfig events,
    @Key("The event bus that backends and nodes share.") EventBusConfig eventBus,
    @Key("Many nodes that act as one gateway.") ClusterConfig cluster,
    @Key("Metrics for Prometheus.") MetricsConfig metrics,
    @Key("The log.") LoggingConfig logging,
    @Key("The demo page.") DemoConfig demo) {}
