package io.wsgateway.server;

import io.wsgateway.config.HttpConfig;
import java.net.BindException;
import org.jspecify.annotations.Nullable;

/** The public port could not be opened; the message is one sentence for the operator. */
public final class ListenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ListenException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  static ListenException of(HttpConfig http, Throwable cause) {
    return new ListenException(sentence(http, cause), cause);
  }

  private static String sentence(HttpConfig http, Throwable cause) {
    String where = "port " + http.port() + " of " + http.host();
    String text = String.valueOf(cause.getMessage());
    if (text.contains("in use")) {
      return where + " is in use by another process: stop it, or set http.port to another one";
    }
    if (text.contains("ermission denied") && cause instanceof java.io.IOException) {
      return where + " may not be opened by this user: set http.port to one above 1023";
    }
    if (cause instanceof BindException || text.contains("assign requested address")) {
      return where + " cannot be opened, is http.host an address of this machine? (" + text + ")";
    }
    if (http.tls() != null) {
      return "the public port cannot be opened with http.tls, certificate "
          + http.tls().cert()
          + " and key "
          + http.tls().key()
          + ": "
          + text;
    }
    return where + " cannot be opened: " + text;
  }
}
