package io.wsgateway.server;

import io.vertx.core.http.HttpServerRequest;

/** Reads the path of a request as received: nothing is decoded or normalised. */
final class RawPath {
  private RawPath() {}

  static String of(HttpServerRequest request) {
    String target = request.uri();
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }
}
