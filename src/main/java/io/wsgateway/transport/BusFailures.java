package io.wsgateway.transport;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.net.NetSocketInternal;
import io.wsgateway.metrics.SendFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Classifies failures of the event bus, and of connections made like its own. */
public final class BusFailures {
  /** Deeper chains of causes are not followed: a chain may be circular. */
  private static final int MAX_CAUSES = 16;

  private BusFailures() {}

  /** Classifies a failure by the outermost exception whose type is known. */
  public static SendFailure of(Throwable failure) {
    boolean handshake = false;
    Throwable t = failure;
    for (int i = 0; t != null && i < MAX_CAUSES; i++) {
      SendFailure cause = one(t);
      if (cause != null && cause != SendFailure.TLS) {
        return cause;
      }
      // A handshake timeout is wrapped in a handshake failure.
      handshake |= cause == SendFailure.TLS;
      t = t.getCause();
    }
    return handshake ? SendFailure.TLS : SendFailure.OTHER;
  }

  private static @Nullable SendFailure one(Throwable t) {
    if (t instanceof ConnectTimeoutException
        || t instanceof SslHandshakeTimeoutException
        || t instanceof NoRouteToHostException
        || t instanceof UnknownHostException
        || t instanceof TimeoutException) {
      return SendFailure.UNREACHABLE;
    }
    if (t instanceof SSLException) {
      return SendFailure.TLS;
    }
    if (t instanceof ConnectException) {
      return SendFailure.REFUSED;
    }
    if (t instanceof IOException || t == NetSocketInternal.CLOSED_EXCEPTION) {
      return SendFailure.CLOSED;
    }
    if (t instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS) {
      return SendFailure.NO_HANDLER;
    }
    return null;
  }
}
