package io.wsgateway.config;

/** Many nodes that act as one gateway. */
public record ClusterConfig(
    @Key(
            value = "Whether this node joins others; otherwise no cluster port is opened.",
            initial = "false")
        boolean enabled,
    @Key(
            value = "The cluster's name; members of another name are not joined.",
            initial = "ws-gateway",
            pattern = "[A-Za-z0-9._-]{1,64}",
            allowed = "1 to 64 letters, digits, '.', '_' or '-'")
        String name,
    @Key(
            value = "The address that the other members reach this node at.",
            derived = "POD_IP, else the first site-local address",
            pattern = "[A-Za-z0-9._:%-]{1,253}",
            allowed = "a host name or an address")
        String host,
    @Key(value = "The port of the cluster members; 0: any free one.", initial = "5701", max = 65535)
        int port,
    @Key("How members find each other.") DiscoveryConfig discovery,
    @Key(
            value =
                "What may wait for one peer, as the heap counts it; then batches for it are dropped and counted. All peers together hold an eighth of the heap at most.",
            initial = "16777216",
            unit = "bytes",
            min = 65536,
            max = 1073741824)
        long relayQueueBytes,
    @Key(
            value = "How long an awaited publication waits for the slowest peer.",
            initial = "100",
            unit = "milliseconds",
            min = 1,
            max = 60000)
        int confirmMillis,
    @Key(
            value = "The node is not started before so many gateway nodes see each other.",
            initial = "1",
            unit = "nodes",
            min = 1,
            max = 1000)
        int minMembers,
    @Key(
            value =
                "After so long the node starts with fewer than minMembers, and says so every minute.",
            initial = "60",
            unit = "seconds",
            min = 1,
            max = 3600)
        int aloneAfterSeconds,
    @Key(
            value =
                "How long the node tries to join the cluster before its start ends with an error.",
            initial = "120",
            unit = "seconds",
            min = 5,
            max = 3600)
        int joinSeconds,
    @Key(
            value =
                "How often the node publishes a probe that every other node must hear, and counts"
                    + " those that do not answer; 0: never.",
            initial = "10",
            unit = "seconds",
            max = 3600)
        int probeSeconds) {}
