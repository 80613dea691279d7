package io.wsgateway.config;

/**
 * Configures limits per node, connection, address and message. Sizes are those of payloads, without
 * frame headers.
 */
public record LimitsConfig(
    @Key(
            value = "The number of WebSocket connections of this node.",
            initial = "100000",
            unit = "connections",
            min = 1,
            max = 10000000,
            live = true)
        int connections,
    @Key(
            value = "The number of TCP connections of the public port, upgraded or not.",
            initial = "110000",
            unit = "connections",
            min = 1,
            max = 10000000,
            live = true)
        int tcpConnections,
    @Key(
            value =
                "The number of TCP connections from one address. IPv6 addresses count by /64 network.",
            initial = "1000",
            unit = "connections",
            min = 1,
            max = 10000000,
            live = true)
        int connectionsPerAddress,
    @Key(
            value =
                "The number of connections of one user on this node. Clients without a user do not count.",
            initial = "100",
            unit = "connections",
            min = 1,
            max = 10000000,
            live = true)
        int connectionsPerUser,
    @Key(
            value =
                "The number of users that may be blocked at the same time (POST /api/block). When it is reached, the gateway rejects further blocks and keeps those it has. A blocked user takes about 500 bytes on every node.",
            initial = "10000",
            unit = "users",
            min = 1,
            max = 100000)
        int blockedUsers,
    @Key(
            value =
                "The size of the request line of an upgrade, and separately the size of all its headers together.",
            initial = "16384",
            unit = "bytes",
            min = 1024,
            max = 1048576)
        int handshakeBytes,
    @Key(
            value =
                "The size of one message from a client. A client that sends a larger one is closed with 1009.",
            initial = "65536",
            unit = "bytes",
            min = 1,
            max = 67108864,
            live = true)
        int messageBytes,
    @Key(
            value =
                "The number of frames in one message from a client. A client that uses more is closed with 1008.",
            initial = "1024",
            unit = "frames",
            min = 1,
            max = 1000000,
            live = true)
        int messageFragments,
    @Key(
            value = "How long a client may take to send all frames of one message.",
            initial = "30",
            unit = "seconds",
            min = 1,
            max = 3600,
            live = true)
        int messageSeconds,
    @Key(
            value =
                "The rate of messages from one connection. Above it, the gateway first pauses reading; it closes the connection with 1013 if the excess lasts.",
            initial = "100",
            unit = "messages per second",
            min = 1,
            max = 1000000,
            live = true)
        int messagesPerSecond,
    @Key(
            value =
                "The rate of bytes from one connection. Above it, the gateway first pauses reading; it closes the connection with 1013 if the excess lasts.",
            initial = "1048576",
            unit = "bytes per second",
            min = 1024,
            max = 1073741824,
            live = true)
        int bytesPerSecond,
    @Key(
            value =
                "The rate of ping and pong frames from one connection. Above it, the gateway first pauses reading; it closes the connection with 1013 if the excess lasts.",
            initial = "20",
            unit = "frames per second",
            min = 1,
            max = 100000,
            live = true)
        int controlFramesPerSecond,
    @Key(
            value =
                "The rate of data that may be published to one channel on this node; 0: no limit. Above it, the gateway slows down clients that publish, and backends receive 429.",
            initial = "0",
            unit = "bytes per second",
            min = 0,
            max = 17179869184L,
            live = true)
        long channelBytesPerSecond,
    @Key(
            value =
                "The limit of the data queued for one connection that reads too slowly. Beyond it, the channel's slowConsumer decides what happens.",
            initial = "1048576",
            unit = "bytes",
            min = 1024,
            max = 1073741824,
            live = true)
        int outboundQueueBytes,
    @Key(
            value =
                "The limit of the heap that queues for slow clients and incomplete messages take together; 0: a quarter of the heap. Beyond it, the gateway first drops messages of channels with slowConsumer latest or dropOldest. Then it closes the clients with the longest queues with 1013.",
            initial = "0",
            unit = "bytes",
            min = 0,
            max = 1099511627776L,
            live = true)
        long outboundTotalBytes,
    @Key(
            value =
                "The limit of the data queued between the relay and one event loop, in heap bytes. The queues of all event loops together take at most a quarter of the heap.",
            initial = "67108864",
            unit = "bytes",
            min = 65536,
            max = 17179869184L)
        long hubQueueBytes,
    @Key(
            value =
                "The size of the publish queue, which holds publications until the relay takes them. When it is full, the gateway rejects publications.",
            initial = "16777216",
            unit = "bytes",
            min = 65536,
            max = 17179869184L)
        long publishQueueBytes,
    @Key(
            value = "The number of channels that one client may be subscribed to.",
            initial = "128",
            unit = "channels",
            min = 1,
            max = 100000)
        int subscriptionsPerClient,
    @Key(
            value = "The length of a channel name, which is printable ASCII without spaces.",
            initial = "255",
            unit = "bytes",
            min = 1,
            max = 1024)
        int channelBytes,
    @Key(
            value = "The size of the body of an API request.",
            initial = "1048576",
            unit = "bytes",
            min = 1024,
            max = 67108864,
            live = true)
        int apiBodyBytes) {}
