package io.wsgateway.cluster;

import com.hazelcast.version.MemberVersion;
import io.wsgateway.channel.LogCap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs processes that try to join with another version of Hazelcast: one line a minute for each
 * address. Thread-safe.
 */
final class ForeignVersions {
  static final String REMEDY =
      "pin com.hazelcast:hazelcast to the gateways' version (docs/backends.md, How to join)";

  /** So many addresses have a line of their own. */
  static final int ADDRESSES = 16;

  private static final Logger log = LoggerFactory.getLogger(ForeignVersions.class);
  private static final long PERIOD = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier nanoTime;
  private final Map<String, LogCap> caps = new LinkedHashMap<>();
  private final LogCap others;

  ForeignVersions(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.others = new LogCap(1, PERIOD, nanoTime);
  }

  /** Logs an attempt to join. */
  void add(String address, MemberVersion version, MemberVersion own) {
    long unsaid = cap(address).next();
    if (unsaid >= 0) {
      LogCap.tell(log.atWarn(), unsaid)
          .addKeyValue("event", "cluster.version.foreign")
          .addKeyValue("address", address)
          .addKeyValue("version", version)
          .log(
              "a member at {} has another Hazelcast version ({}, this node has {}) and cannot"
                  + " join: {}",
              address,
              version,
              own,
              REMEDY);
    }
  }

  private synchronized LogCap cap(String address) {
    if (!caps.containsKey(address) && caps.size() == ADDRESSES) {
      return others;
    }
    return caps.computeIfAbsent(address, a -> new LogCap(1, PERIOD, nanoTime));
  }
}
