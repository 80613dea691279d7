package io.wsgateway.relay;

import io.wsgateway.channel.Reminders;
import io.wsgateway.cluster.BusCheck;
import io.wsgateway.cluster.BusFault;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs which node has no two-way contact with this one, the most likely reason, and what to do:
 * once for each node and reason, and once a minute while it lasts. Belongs to the relay's loop.
 */
final class ReachReport {
  private static final Logger log = LoggerFactory.getLogger(ReachReport.class);
  private static final long CERTAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Why, and what to do about it. */
  private record Reason(String text, String remedy) {}

  private final Reminders<String, Way> reminders = new Reminders<>();

  /** Forgets all other nodes. */
  void retain(Set<String> nodes) {
    reminders.retain(nodes);
  }

  /** Logs what is due about a node. */
  void look(Contact contact, Way way, long now) {
    String id = contact.node().id();
    if (way == Way.OPEN) {
      if (reminders.ended(id)) {
        found(contact);
      }
      return;
    }
    if (way == Way.UNKNOWN
        || !reminders.isDue(id, way, now)
        || contact.troubledNanos(now) < patience(way)) {
      return;
    }
    reminders.told(id, way, now);
    Reason reason = reason(way, contact.result());
    log.atError()
        .addKeyValue("event", "cluster.node.unheard")
        .addKeyValue("node", contact.node().name())
        .addKeyValue("address", address(contact))
        .addKeyValue("cause", way.label())
        .log(
            "node {}: {}: {}; {}",
            contact.node().name(),
            direction(contact, way),
            reason.text,
            reason.remedy);
  }

  private static void found(Contact contact) {
    log.atInfo()
        .addKeyValue("event", "cluster.node.heard")
        .addKeyValue("node", contact.node().name())
        .log("node {} and this one have two-way contact", contact.node().name());
  }

  /**
   * A refusal is reported soon, because it is certain; silence may end by itself, and a frozen node
   * is evicted.
   */
  private static long patience(Way way) {
    return way.refuses() ? CERTAIN_NANOS : Contact.SILENCE_NANOS;
  }

  /** Describes a node and what is wrong with it, for the start probe. */
  static String text(Contact contact, Way way) {
    return contact.node().name()
        + " at "
        + address(contact)
        + ": "
        + reason(way, contact.result()).text;
  }

  private static String address(Contact contact) {
    BusCheck.Result result = contact.result();
    return result == null ? "" : result.address();
  }

  private static String direction(Contact contact, Way way) {
    if (way == Way.ONE_WAY) {
      return "messages reach " + address(contact) + ", but none of its own arrive here";
    }
    return contact.isHeard()
        ? "its messages arrive, but none reach " + address(contact)
        : "no messages to " + address(contact) + ", and none from it";
  }

  private static Reason reason(Way way, BusCheck.@Nullable Result result) {
    if (way == Way.ONE_WAY) {
      return new Reason(
          "its event bus cannot connect to this node",
          "look there for cluster.node.unheard, and check that this node's eventBus.host and"
              + " eventBus.port can be reached from there");
    }
    BusFault fault = BusFault.of(result == null ? null : result.failure());
    return new Reason(fault.text(), remedy(fault.kind()));
  }

  private static String remedy(BusFault.Kind kind) {
    String compare = "compare eventBus.tls (cert, ca) of the two nodes";
    return switch (kind) {
      case CERTIFICATE_REFUSED ->
          compare + ", and check that this node's certificate has not expired";
      case CERTIFICATE_EXPIRED -> "renew the files of its eventBus.tls and restart it";
      case CERTIFICATE -> compare;
      case CLOSED_PORT -> "check there that the node runs and that nothing blocks eventBus.port";
      case CLOSED -> "set eventBus.tls on both nodes or on neither";
      case NO_ANSWER ->
          "check that a firewall or network policy lets eventBus.port pass, that both nodes have"
              + " eventBus.tls or neither, and that the node is not stalled";
      case OTHER -> "check eventBus.host and eventBus.port of that node";
    };
  }
}
