package io.wsgateway.config;

import java.util.List;

/** Which pages may connect; same-origin ones always may. */
public record OriginsConfig(
    @Key(
            value = "Other origins that may connect. Scheme and host are compared in lower case.",
            allowed =
                "scheme://host[:port], * only as the whole left-most host label or the whole port; or file://; or * alone for every Origin, or \"null\" for pages that browsers give none, such as those opened from a file")
        List<String> allow,
    @Key(
            value = "Whether clients that send no Origin, which are no browsers, are refused.",
            initial = "false")
        boolean require) {}
