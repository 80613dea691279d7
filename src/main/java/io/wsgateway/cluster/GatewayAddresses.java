package io.wsgateway.cluster;

import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses of the event bus that only gateway nodes consume.
 *
 * @param prefix {@code eventBus.prefix}
 */
record GatewayAddresses(String prefix) {
  /** The addresses that all nodes share, and those of one node. */
  List<String> of(Node node) {
    return Stream.concat(
            Stream.of("publish", "broadcast", "client", "beacon"),
            Stream.of(
                    "publish." + node.id(),
                    "publish." + node.name(),
                    "client." + node.id(),
                    "relay." + node.id())
                .distinct())
        .map(address -> prefix + "." + address)
        .toList();
  }
}
