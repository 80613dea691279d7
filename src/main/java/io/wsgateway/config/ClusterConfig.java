package io.wsgateway.config;

/** Configures how nodes form a cluster that acts as one gateway. */
public record ClusterConfig(
    @Key(
            value = "Whether this node joins a cluster. If not, it opens no cluster port.",
            initial = "false")
        boolean enabled,
    @Key(
            value = "The name of the cluster. A node joins only members with the same name.",
            initial = "ws-gateway",
            pattern = "[A-Za-z0-9._-]{1,64}",
            allowed = "1 to 64 letters, digits, '.', '_' or '-'")
        String name,
    @Key(
            value = "The address at which the other members reach this node.",
            derived = "POD_IP, else the first site-local address",
            pattern = "[A-Za-z0-9._:%-]{1,253}",
            allowed = "a host name or an address")
        String host,
    @Key(
            value = "The port for cluster membership; 0: any free port.",
            initial = "5701",
            max = 65535)
        int port,
    @Key("How cluster members find each other.") DiscoveryConfig discovery,
    @Key(
            value =
                "The limit of the data queued for one peer, in heap bytes. Beyond it, the node drops batches for this peer and counts them. The queues of all peers together take at most an eighth of the heap.",
            initial = "16777216",
            unit = "bytes",
            min = 65536,
            max = 1073741824)
        long relayQueueBytes,
    @Key(
            value = "How long a publisher that waits for confirmation waits for the slowest peer.",
            initial = "100",
            unit = "milliseconds",
            min = 1,
            max = 60000)
        int confirmMillis,
    @Key(
            value =
                "How many gateway nodes must have two-way contact before this node becomes ready.",
            initial = "1",
            unit = "nodes",
            min = 1,
            max = 1000)
        int minMembers,
    @Key(
            value =
                "How long the node waits for minMembers. After that it starts with fewer nodes, and logs this every minute.",
            initial = "60",
            unit = "seconds",
            min = 1,
            max = 3600)
        int aloneAfterSeconds,
    @Key(
            value =
                "How long the node tries to join the cluster. After that its start fails with an error.",
            initial = "120",
            unit = "seconds",
            min = 5,
            max = 3600)
        int joinSeconds,
    @Key(
            value =
                "How often the node publishes a probe to every other node; it counts the nodes that do not answer. 0: never.",
            initial = "10",
            unit = "seconds",
            max = 3600)
        int probeSeconds) {}
