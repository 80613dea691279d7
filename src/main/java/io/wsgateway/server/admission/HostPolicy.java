package io.wsgateway.server.admission;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which host names are served. A page can make its own name resolve to this node (DNS rebinding);
 * its {@code Origin} is then the same as its {@code Host}, and only the name tells it apart.
 * Immutable.
 */
final class HostPolicy {
  private final List<String> entries;
  private final Set<String> names;

  /** A policy; without entries every name is served. */
  HostPolicy(List<String> allowed) {
    entries = List.copyOf(allowed);
    names = allowed.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  /** What is served, as it was configured. */
  List<String> entries() {
    return entries;
  }

  /** Whether a {@code Host} header, null for none, names one of them. */
  boolean serves(@Nullable String host) {
    return names.isEmpty() || (host != null && names.contains(name(host)));
  }

  /** The name without the port; a colon inside brackets is the address's. */
  static String name(String host) {
    int colon = host.lastIndexOf(':');
    String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    return name.toLowerCase(Locale.ROOT);
  }
}
