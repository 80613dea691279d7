package io.wsgateway.server.admission;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides which host names are served. A page can make its own name resolve to this node (DNS
 * rebinding). Its {@code Origin} then equals its {@code Host}, and only a list of names detects it.
 * Immutable.
 */
final class HostPolicy {
  private final List<String> entries;
  private final Set<String> names;

  /** Makes a policy; without entries every name is served. */
  HostPolicy(List<String> allowed) {
    entries = List.copyOf(allowed);
    names = allowed.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  /** The served names as configured. */
  List<String> entries() {
    return entries;
  }

  /**
   * Returns whether a {@code Host} header names one of them; null means that there is no header.
   */
  boolean serves(@Nullable String host) {
    return names.isEmpty() || (host != null && names.contains(name(host)));
  }

  /** Returns the name without the port; a colon inside brackets belongs to an IPv6 address. */
  static String name(String host) {
    int colon = host.lastIndexOf(':');
    String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    return name.toLowerCase(Locale.ROOT);
  }
}
