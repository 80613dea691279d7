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
}
