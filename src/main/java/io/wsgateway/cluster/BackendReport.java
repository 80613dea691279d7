package io.wsgateway.cluster;

import io.wsgateway.channel.LogCap;
import io.wsgateway.channel.Reminders;
import io.wsgateway.loop.Loop;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs which backend's event bus this node does not reach, why, and what to do: once for each
 * backend and reason, and once a minute while it lasts. Belongs to one loop.
 */
final class BackendReport {
  private static final Logger log = LoggerFactory.getLogger(BackendReport.class);

  /** For all backends together. */
  private static final int LINES_PER_MINUTE = 20;

  /** Silence may end by itself, and a frozen backend is evicted earlier. */
  private static final long SILENCE_NANOS =
      TimeUnit.MILLISECONDS.toNanos(Timing.evictedMillis()) + TimeUnit.SECONDS.toNanos(3);

  private final Reminders<String, BusFault.Kind> reminders = new Reminders<>();
  private final LogCap cap;

  BackendReport(Loop loop) {
    this.cap = new LogCap(LINES_PER_MINUTE, TimeUnit.MINUTES.toNanos(1), loop::nanoTime);
  }

  /** Forgets all other backends. */
  void retain(Set<String> backends) {
    reminders.retain(backends);
  }

  /** Logs what is due about a backend. */
  void look(BackendContact contact, long now) {
    BusFault fault = contact.fault();
    String id = contact.backend().id();
    if (fault == null) {
      if (!contact.isDoubtful() && reminders.ended(id)) {
        reached(contact);
      }
      return;
    }
    boolean early =
        fault.kind() == BusFault.Kind.NO_ANSWER && contact.troubledNanos(now) < SILENCE_NANOS;
    if (!early && reminders.isDue(id, fault.kind(), now)) {
      reminders.told(id, fault.kind(), now);
      unreached(contact, fault);
    }
  }

  private void unreached(BackendContact contact, BusFault fault) {
    long unsaid = cap.next();
    if (unsaid < 0) {
      return;
    }
    LogCap.tell(log.atWarn(), unsaid)
        .addKeyValue("event", "cluster.backend.unreachable")
        .addKeyValue("member", contact.backend().name())
        .addKeyValue("address", contact.address())
        .addKeyValue("cause", fault.kind().label())
        .log(
            "cannot send messages to the backend at {}, whose event bus should be at {}: {};"
                + " other backends receive them if there are any; {}",
            contact.backend().name(),
            contact.address(),
            fault.text(),
            remedy(fault.kind()));
  }

  private static void reached(BackendContact contact) {
    log.atInfo()
        .addKeyValue("event", "cluster.backend.reachable")
        .addKeyValue("member", contact.backend().name())
        .addKeyValue("address", contact.address())
        .log("the event bus of the backend at {} can be reached", contact.backend().name());
  }

  private static String remedy(BusFault.Kind kind) {
    return switch (kind) {
      case CERTIFICATE_REFUSED ->
          "trust the authority of eventBus.tls in the backend's EventBusOptions (setTrustOptions),"
              + " and check that this node's certificate has not expired";
      case CERTIFICATE_EXPIRED ->
          "renew the certificate in the backend's EventBusOptions (setKeyCertOptions) and restart"
              + " it";
      case CERTIFICATE ->
          "compare eventBus.tls with setKeyCertOptions in the backend's EventBusOptions";
      case CLOSED ->
          "set eventBus.tls here and setSsl(true) in the backend's EventBusOptions, or neither";
      case NO_ANSWER ->
          "check that a firewall or network policy lets this node connect to that port, that"
              + " eventBus.tls here and setSsl(true) in the backend's EventBusOptions are both set"
              + " or both not, and that the backend is not stalled";
      case CLOSED_PORT, OTHER ->
          "check setHost, setClusterPublicHost and setClusterPublicPort in the backend's"
              + " EventBusOptions, and that nothing blocks the port";
    };
  }
}
