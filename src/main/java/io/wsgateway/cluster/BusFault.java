package io.wsgateway.cluster;

import io.wsgateway.metrics.SendFailure;
import io.wsgateway.transport.BusFailures;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateExpiredException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Describes why another member's event bus cannot be reached, as far as a failed check shows. What
 * to do about it depends on the kind, and on whether that member is a node or a backend.
 *
 * @param kind what is wrong
 * @param text the same for people; "it" is the other member
 */
public record BusFault(Kind kind, String text) {
  private static final int MAX_CAUSES = 16;
  private static final String ALERT = "Received fatal alert: ";

  /** What is wrong. */
  public enum Kind {
    /** It does not accept this node's certificate. */
    CERTIFICATE_REFUSED(SendFailure.TLS),
    /** Its certificate has expired. */
    CERTIFICATE_EXPIRED(SendFailure.TLS),
    /** Its certificate is not accepted here, or the handshake failed for another reason. */
    CERTIFICATE(SendFailure.TLS),
    /** Nothing listens on its port. */
    CLOSED_PORT(SendFailure.REFUSED),
    /** It closes the connection. */
    CLOSED(SendFailure.CLOSED),
    /** No answer in time, or no route. */
    NO_ANSWER(SendFailure.UNREACHABLE),
    /** Something else. */
    OTHER(SendFailure.OTHER);

    private final SendFailure cause;

    Kind(SendFailure cause) {
      this.cause = cause;
    }

    /** Its name in the log, as in the metrics. */
    public String label() {
      return cause.label();
    }
  }

  /** Classifies the failure of a check. */
  public static BusFault of(@Nullable Throwable failure) {
    return switch (failure == null ? SendFailure.OTHER : BusFailures.of(failure)) {
      case TLS -> tls(failure);
      case REFUSED ->
          new BusFault(Kind.CLOSED_PORT, "its event-bus port is closed (connection refused)");
      case CLOSED -> new BusFault(Kind.CLOSED, "it closes the connection without an answer");
      case UNREACHABLE ->
          new BusFault(
              Kind.NO_ANSWER,
              "its event-bus port does not answer in time, though it is still in the cluster");
      case NO_HANDLER, OTHER ->
          new BusFault(Kind.OTHER, "its event bus cannot be reached (" + failure + ")");
    };
  }

  private static BusFault tls(@Nullable Throwable failure) {
    List<Throwable> causes = causes(failure);
    String innermost = causes.isEmpty() ? "" : String.valueOf(causes.get(0).getMessage());
    int alert = innermost.indexOf(ALERT);
    if (alert >= 0) {
      return new BusFault(
          Kind.CERTIFICATE_REFUSED,
          "it does not accept this node's certificate (TLS alert "
              + innermost.substring(alert + ALERT.length())
              + ")");
    }
    if (causes.stream().anyMatch(CertificateExpiredException.class::isInstance)) {
      return new BusFault(Kind.CERTIFICATE_EXPIRED, "its certificate has expired");
    }
    return new BusFault(
        Kind.CERTIFICATE,
        causes.stream().anyMatch(GeneralSecurityException.class::isInstance)
            ? "its certificate is not one of eventBus.tls.ca here (" + innermost + ")"
            : "the TLS handshake failed (" + innermost + ")");
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
