package io.wsgateway.config;

import java.util.List;

/** Configures which web pages may connect; same-origin pages always may. */
public record OriginsConfig(
    @Key(
            value =
                "The other origins whose pages may connect; same-origin pages always may. The gateway compares scheme and host in lower case.",
            allowed =
                "scheme://host[:port], * only as the whole left-most host label or the whole port; or file://; or * alone for every Origin, or \"null\" for pages without an origin, such as those opened from a file",
            live = true)
        List<String> allow,
    @Key(
            value =
                "Whether the gateway rejects clients that send no Origin. Browsers always send one.",
            initial = "false",
            live = true)
        boolean require) {}
