package io.wsgateway.app;

import io.wsgateway.cluster.JoinException;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.transport.ListenException;
import java.net.BindException;

/** Turns what went wrong at the start into a sentence. */
final class StartFailures {
  private StartFailures() {}

  /** The sentence for a port that could not be opened. */
  static Throwable port(Throwable failure) {
    return failure instanceof ListenException
        ? new StartException(String.valueOf(failure.getMessage()), failure)
        : failure;
  }

  /** The sentence for a registration that the cluster did not confirm. */
  static Throwable registration(GatewayConfig config, Throwable failure) {
    return failure instanceof StartException
        ? failure
        : new StartException(
            "the cluster did not confirm within "
                + config.cluster().joinSeconds()
                + " s (cluster.joinSeconds) that this node listens on the event bus ("
                + failure
                + "): a member that holds a backup of it does not answer; see cluster.member.late in"
                + " the log of the other nodes",
            failure);
  }

  static Throwable cluster(GatewayConfig config, Throwable failure) {
    if (failure instanceof JoinException || failure instanceof ListenException) {
      return new StartException(String.valueOf(failure.getMessage()), failure);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage());
      if (cause instanceof BindException || text.contains("in use")) {
        return new StartException(
            "the cluster's port "
                + config.cluster().port()
                + " of "
                + config.cluster().host()
                + " or the event bus's port "
                + config.eventBus().port()
                + " of "
                + config.eventBus().host()
                + " cannot be opened ("
                + text
                + "): free it, or set cluster.host, cluster.port, eventBus.host, eventBus.port",
            failure);
      }
    }
    return new StartException("the cluster cannot be joined: " + failure, failure);
  }
}
