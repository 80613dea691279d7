package io.wsgateway.server.admission;

import static io.wsgateway.server.admission.HandshakeOutcome.ACCEPTED;

import io.wsgateway.channel.LogText;
import io.wsgateway.limit.CappedCount;

/** Checks how much there is already, of the client's address and of the node. */
final class LimitChecks {
  private final Admission admission;
  private final SharedLimits limits;
  private final LoopLag lag;

  LimitChecks(Admission admission, LoopLag lag) {
    this.admission = admission;
    this.limits = admission.limits();
    this.lag = lag;
  }

  /** Whether the address may have another connection. */
  HandshakeOutcome address(UpgradeRequest upgrade) {
    ClientAddress client = upgrade.client();
    if (!client.counted()) {
      return ACCEPTED;
    }
    if (limits.offenders().isRefused(client.countKey())) {
      return refuse(
          upgrade,
          HandshakeOutcome.ADDRESS_SLOW,
          Refusal.slowAddress(LogText.escape(client.countKey(), 64)));
    }
    CappedCounts counts = limits.clientsPerAddress();
    String key = client.countKey();
    if (!upgrade.permits().take(counts, key)) {
      return refuse(
          upgrade,
          HandshakeOutcome.ADDRESS_LIMIT,
          admission.addresses().overLimit(client.address(), counts.cap()));
    }
    upgrade.permits().whenOverBudget(() -> limits.offenders().closed(key));
    return ACCEPTED;
  }

  /** Whether the loop is late with what it has. */
  HandshakeOutcome lag(UpgradeRequest upgrade) {
    int maxLag = admission.bounds().maxLoopLagMillis();
    return lag.millis() > maxLag
        ? refuse(upgrade, HandshakeOutcome.ADMISSION_LAG, Refusal.loopLag(maxLag))
        : ACCEPTED;
  }

  /** Whether the loop is late, or too many came in this second. */
  HandshakeOutcome load(UpgradeRequest upgrade) {
    HandshakeOutcome lagging = lag(upgrade);
    if (lagging != ACCEPTED) {
      return lagging;
    }
    return upgrade.permits().take(limits.rate())
        ? ACCEPTED
        : refuse(
            upgrade,
            HandshakeOutcome.ADMISSION_RATE,
            Refusal.rate(admission.bounds().connectionsPerSecond()));
  }

  /** Whether the node has a place for another connection. */
  HandshakeOutcome capacity(UpgradeRequest upgrade) {
    CappedCount clients = limits.clients();
    return upgrade.permits().take(clients)
        ? ACCEPTED
        : refuse(upgrade, HandshakeOutcome.CAPACITY, Refusal.connections(clients.cap()));
  }

  private static HandshakeOutcome refuse(
      UpgradeRequest upgrade, HandshakeOutcome outcome, Refusal refusal) {
    upgrade.refused(refusal);
    return outcome;
  }
}
