package io.wsgateway.cluster;

import io.vertx.core.spi.cluster.RegistrationInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Remembers what this node has registered in the cluster. Thread-safe. */
final class OwnRegistrations {
  private final Map<String, Set<RegistrationInfo>> byAddress = new HashMap<>();

  /** Notes a registration that begins; those that the cluster does not see are not noted. */
  synchronized void add(String address, RegistrationInfo registration) {
    if (!registration.localOnly()) {
      byAddress.computeIfAbsent(address, a -> new HashSet<>()).add(registration);
    }
  }

  /** Notes a registration that ends. */
  synchronized void remove(String address, RegistrationInfo registration) {
    byAddress.computeIfPresent(
        address,
        (a, all) -> {
          all.remove(registration);
          return all.isEmpty() ? null : all;
        });
  }

  /** Whether this node consumes an address. */
  synchronized boolean has(String address) {
    return byAddress.containsKey(address);
  }

  synchronized boolean has(String address, RegistrationInfo registration) {
    return byAddress.getOrDefault(address, Set.of()).contains(registration);
  }

  /** Passes on each of the present ones; they may change meanwhile. */
  void forEach(BiConsumer<String, RegistrationInfo> action) {
    Map<String, Set<RegistrationInfo>> present = new HashMap<>();
    synchronized (this) {
      byAddress.forEach((address, all) -> present.put(address, Set.copyOf(all)));
    }
    present.forEach((address, all) -> all.forEach(one -> action.accept(address, one)));
  }
}
