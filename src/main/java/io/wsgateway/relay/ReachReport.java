package io.wsgateway.relay;

import io.wsgateway.cluster.BusCheck;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateExpiredException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people which node this one does not hear or reach, what is most likely the reason, and what
 * to do: once for each node and reason, and once a minute while it lasts. Belongs to the relay's
 * loop.
 */
final class ReachReport {
  private static final Logger log = LoggerFactory.getLogger(ReachReport.class);
  private static final long CERTAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long REPEAT_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int MAX_CAUSES = 16;
  private static final String ALERT = "Received fatal alert: ";

  /** What was said of a node, and when. */
  private record Told(Way way, long nanos) {}

  /** Why, and what to do about it. */
  private record Reason(String text, String remedy) {}

  private final Map<String, Told> told = new HashMap<>();

  /** Forgets the others. */
  void retain(Set<String> nodes) {
    told.keySet().retainAll(nodes);
  }

  /** Says what is to be said of a node. */
  void look(Contact contact, Way way, long now) {
    String id = contact.node().id();
    Told before = told.get(id);
    if (way == Way.OPEN) {
      if (before != null) {
        told.remove(id);
        found(contact);
      }
      return;
    }
    boolean repeated = before != null && before.way == way && now - before.nanos < REPEAT_NANOS;
    if (way == Way.UNKNOWN || repeated || contact.troubledNanos(now) < patience(way)) {
      return;
    }
    told.put(id, new Told(way, now));
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
        .log("node {} and this one hear each other", contact.node().name());
  }

  /** A refusal is certain; silence may end by itself, and a frozen node is evicted. */
  private static long patience(Way way) {
    return way.refuses() ? CERTAIN_NANOS : Contact.SILENCE_NANOS;
  }

  /** A node and what is wrong with it, for the start probe. */
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
    Throwable failure = result == null ? null : result.failure();
    return switch (way) {
      case TLS -> tls(failure);
      case CLOSED_PORT ->
          new Reason(
              "its event-bus port is closed (connection refused)",
              "check there that the node runs and that nothing blocks eventBus.port");
      case CLOSED ->
          new Reason(
              "it ends the connection without an answer",
              "set eventBus.tls on both nodes or on neither");
      case NO_ANSWER ->
          new Reason(
              "its event-bus port does not answer in time, though the cluster still has the node",
              "check that a firewall or network policy lets eventBus.port pass, that both nodes"
                  + " have eventBus.tls or neither, and that the node is not stalled");
      case ONE_WAY ->
          new Reason(
              "its event bus cannot connect to this node",
              "look there for cluster.node.unheard, and check that this node's eventBus.host and"
                  + " eventBus.port can be reached from there");
      default ->
          new Reason(
              "its event bus cannot be reached (" + failure + ")",
              "check eventBus.host and eventBus.port of that node");
    };
  }

  private static Reason tls(@Nullable Throwable failure) {
    String compare = "compare eventBus.tls (cert, ca) of the two nodes";
    List<Throwable> causes = causes(failure);
    String innermost = causes.isEmpty() ? "" : String.valueOf(causes.get(0).getMessage());
    int alert = innermost.indexOf(ALERT);
    if (alert >= 0) {
      return new Reason(
          "it does not accept this node's certificate (TLS alert "
              + innermost.substring(alert + ALERT.length())
              + ")",
          compare + ", and check that this node's certificate has not expired");
    }
    if (causes.stream().anyMatch(CertificateExpiredException.class::isInstance)) {
      return new Reason(
          "its certificate has expired", "renew the files of its eventBus.tls and restart it");
    }
    return causes.stream().anyMatch(GeneralSecurityException.class::isInstance)
        ? new Reason(
            "its certificate is not one of eventBus.tls.ca here (" + innermost + ")", compare)
        : new Reason("the TLS handshake failed (" + innermost + ")", compare);
  }

  /** The innermost first. */
  private static List<Throwable> causes(@Nullable Throwable failure) {
    Deque<Throwable> causes = new ArrayDeque<>();
    Throwable t = failure;
    for (int i = 0; t != null && i < MAX_CAUSES; i++) {
      causes.addFirst(t);
      t = t.getCause();
    }
    return List.copyOf(causes);
  }
}
