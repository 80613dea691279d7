package io.wsgateway.config;

/**
 * Bounds per node, connection, address and message. Sizes are of payloads, without frame headers.
 */
public record LimitsConfig(
    @Key(
            value = "WebSocket connections of this node.",
            initial = "100000",
            unit = "connections",
            min = 1,
            max = 10000000)
        int connections,
    @Key(
            value = "TCP connections of the public port, upgraded or not.",
            initial = "110000",
            unit = "connections",
            min = 1,
            max = 10000000)
        int tcpConnections,
    @Key(
            value = "TCP connections from one address; IPv6 counts by /64.",
            initial = "1000",
            unit = "connections",
            min = 1,
            max = 10000000)
        int connectionsPerAddress,
    @Key(
            value = "Connections of one user on this node.",
            initial = "100",
            unit = "connections",
            min = 1,
            max = 10000000)
        int connectionsPerUser,
    @Key(
            value = "The request line of an upgrade, and as much again for all its headers.",
            initial = "16384",
            unit = "bytes",
            min = 1024,
            max = 1048576)
        int handshakeBytes,
    @Key(
            value = "One message from a client; a larger one is closed with 1009.",
            initial = "65536",
            unit = "bytes",
            min = 1,
            max = 67108864)
        int messageBytes,
    @Key(
            value = "Frames of one message from a client; more are closed with 1008.",
            initial = "1024",
            unit = "frames",
            min = 1,
            max = 1000000)
        int messageFragments,
    @Key(
            value = "How long a message from a client may stay unfinished.",
            initial = "30",
            unit = "seconds",
            min = 1,
            max = 3600)
        int messageSeconds,
    @Key(
            value =
                "Messages from one connection: reading is paused first, sustained excess closed with 1013.",
            initial = "100",
            unit = "messages per second",
            min = 1,
            max = 1000000)
        int messagesPerSecond,
    @Key(
            value =
                "Bytes from one connection: reading is paused first, sustained excess closed with 1013.",
            initial = "1048576",
            unit = "bytes per second",
            min = 1024,
            max = 1073741824)
        int bytesPerSecond,
    @Key(
            value =
                "Ping and pong frames from one connection: reading is paused first, sustained excess closed with 1013.",
            initial = "20",
            unit = "frames per second",
            min = 1,
            max = 100000)
        int controlFramesPerSecond,
    @Key(
            value =
                "What a channel may get on this node, from its clients, which are slowed down, and from backends, which get 429; 0: any amount.",
            initial = "0",
            unit = "bytes per second",
            min = 0,
            max = 17179869184L)
        long channelBytesPerSecond,
    @Key(
            value =
                "What may wait for one connection that does not read; then slowConsumer decides.",
            initial = "1048576",
            unit = "bytes",
            min = 1024,
            max = 1073741824)
        int outboundQueueBytes,
    @Key(
            value =
                "What clients that do not read, and messages that are not whole, may take of the heap in all; then channels with slowConsumer latest or dropOldest lose messages first, and the clients with the longest queues are closed with 1013. 0: a quarter of the heap.",
            initial = "0",
            unit = "bytes",
            min = 0,
            max = 1099511627776L)
        long outboundTotalBytes,
    @Key(
            value =
                "What may wait between the relay and one event loop, as the heap counts it; all loops together hold a quarter of the heap at most.",
            initial = "67108864",
            unit = "bytes",
            min = 65536,
            max = 17179869184L)
        long hubQueueBytes,
    @Key(
            value = "What may wait to be relayed; then publications are refused.",
            initial = "16777216",
            unit = "bytes",
            min = 65536,
            max = 17179869184L)
        long publishQueueBytes,
    @Key(
            value = "Channels that one client may be subscribed to.",
            initial = "128",
            unit = "channels",
            min = 1,
            max = 100000)
        int subscriptionsPerClient,
    @Key(
            value = "The name of a channel: printable ASCII without spaces.",
            initial = "255",
            unit = "bytes",
            min = 1,
            max = 1024)
        int channelBytes,
    @Key(
            value = "The body of an API request.",
            initial = "1048576",
            unit = "bytes",
            min = 1024,
            max = 67108864)
        int apiBodyBytes) {}
