package io.wsgateway.app;

import io.wsgateway.server.ServerParts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Caps the public connections, because a node without free descriptors could not answer its probes.
 */
final class DescriptorCap {
  private static final Logger log = LoggerFactory.getLogger(DescriptorCap.class);

  private DescriptorCap() {}

  /**
   * Caps the connections if fewer than wanted fit.
   *
   * @param wanted {@code limits.tcpConnections}
   */
  static void apply(ServerParts parts, int wanted) {
    Descriptors.now().ifPresent(open -> apply(parts, wanted, open));
  }

  private static void apply(ServerParts parts, int wanted, Descriptors descriptors) {
    int cap = parts.capTcpConnections(descriptors.room());
    if (cap < wanted) {
      log.atWarn()
          .addKeyValue("event", "descriptors.few")
          .addKeyValue("limit", descriptors.limit())
          .addKeyValue("open", descriptors.open())
          .addKeyValue("cap", cap)
          .log(
              "this process may open {} files and has {} open: it accepts at most {} public"
                  + " connections, not limits.tcpConnections ({}); raise the limit (ulimit -n,"
                  + " LimitNOFILE)",
              descriptors.limit(),
              descriptors.open(),
              cap,
              wanted);
    }
  }
}
