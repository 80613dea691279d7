package io.wsgateway.transport;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/** Recognizes, among what is written, where the response to a request ends. */
final class ResponseEnd {
  private ResponseEnd() {}

  /** Whether a request is answered with this; an interim response (1xx) answers none. */
  static boolean is(Object message) {
    return message instanceof LastHttpContent && !isInterim(message);
  }

  /** Whether this is an interim response, after which the final one comes. */
  static boolean isInterim(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }
}
