package io.wsgateway.app;

import io.wsgateway.config.GatewayConfig;
import io.wsgateway.server.ListenException;
import java.net.BindException;

/** Turns what went wrong at the start into a sentence. */
final class StartFailures {
  private StartFailures() {}

  static Throwable publicPort(Throwable failure) {
    return failure instanceof ListenException
        ? new StartException(String.valueOf(failure.getMessage()), failure)
        : failure;
  }

  static Throwable managementPort(GatewayConfig config, Throwable failure) {
    String text = String.valueOf(failure.getMessage());
    boolean own = config.api().port() != config.management().port();
    String where =
        (own
                ? "ports " + config.management().port() + " and " + config.api().port()
                : "port " + config.management().port())
            + " of "
            + config.management().host();
    String keys = own ? "management.port and api.port" : "management.port";
    if (failure instanceof BindException || text.contains("in use")) {
      return new StartException(
          where + " cannot be opened (" + text + "): free it, or set " + keys, failure);
    }
    if (config.management().tls() != null) {
      return new StartException(
          "the management port cannot be opened with management.tls: " + text, failure);
    }
    return failure;
  }

  static Throwable cluster(GatewayConfig config, Throwable failure) {
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
