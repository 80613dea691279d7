package io.wsgateway.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configures how cluster members find each other. */
public record DiscoveryConfig(
    @Key(
            value = "How cluster members find each other: by a list of addresses or by a DNS name.",
            initial = "tcp")
        DiscoveryType type,
    @Key(
            value = "With type tcp: the addresses of cluster members.",
            pattern = "[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?|\\[[0-9A-Fa-f:]+\\](:[0-9]{1,5})?",
            allowed = "host or host:port")
        List<String> members,
    @Key(
            value = "With type kubernetes: the DNS name of the headless Service.",
            pattern = "[A-Za-z0-9.-]{1,253}",
            allowed = "a DNS name")
        @Nullable String service) {
  /** How cluster members find each other. */
  public enum DiscoveryType {
    /** By a list of addresses. */
    TCP,
    /** By the DNS name of a headless Service. */
    KUBERNETES
  }
}
