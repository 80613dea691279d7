package io.wsgateway.transport;

import io.wsgateway.config.TlsConfig;
import java.io.IOException;
import java.net.BindException;
import org.jspecify.annotations.Nullable;

/** Reports that a port could not be opened; the message is one sentence for the operator. */
public final class ListenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * The address that was to be opened, with its configuration keys.
   *
   * @param portKey such as {@code http.port}
   * @param hostKey such as {@code http.host}
   * @param tlsKey such as {@code http.tls}
   */
  public record Place(
      String portKey,
      int port,
      String hostKey,
      String host,
      String tlsKey,
      @Nullable TlsConfig tls) {}

  /** Makes an exception with a sentence that says what to do. */
  public ListenException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Explains why an address could not be opened: the libraries name neither port nor file. */
  public static ListenException of(Place place, Throwable cause) {
    return new ListenException(sentence(place, cause), cause);
  }

  private static String sentence(Place place, Throwable cause) {
    String where = "port " + place.port() + " of " + place.host();
    String text = String.valueOf(cause.getMessage());
    if (text.contains("in use")) {
      return where
          + " is in use by another process: stop it, or set "
          + place.portKey()
          + " to another one";
    }
    if (text.contains("ermission denied") && cause instanceof IOException) {
      return where
          + " may not be opened by this user: set "
          + place.portKey()
          + " to one above 1023";
    }
    if (cause instanceof BindException || text.contains("assign requested address")) {
      return where
          + " cannot be opened, is "
          + place.hostKey()
          + " an address of this machine? ("
          + text
          + ")";
    }
    TlsConfig tls = place.tls();
    return tls == null
        ? where + " cannot be opened: " + text
        : where
            + " cannot be opened with "
            + place.tlsKey()
            + ", certificate "
            + tls.cert()
            + " and key "
            + tls.key()
            + ": "
            + text;
  }
}
