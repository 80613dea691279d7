package io.wsgateway.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A static file of the public port: bytes in memory, with content type, entity tag and headers.
 * Immutable, shared by all event loops.
 */
final class StaticFile {
  private final byte[] bytes;
  private final String type;
  private final String etag;
  private final Map<String, String> headers;

  private StaticFile(byte[] bytes, String type, Map<String, String> headers) {
    this.bytes = bytes;
    this.type = type;
    this.etag = '"' + HexFormat.of().formatHex(sha256(bytes), 0, 16) + '"';
    this.headers = headers;
  }

  /** Reads a file from the class path; a missing one is a build error. */
  static StaticFile resource(String name, String type, Map<String, String> headers) {
    try (InputStream in = StaticFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new StaticFile(in.readAllBytes(), type, headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static StaticFile json(JsonObject json, Map<String, String> headers) {
    return new StaticFile(json.encode().getBytes(UTF_8), "application/json", headers);
  }

  /** Answers a GET or HEAD: 304 when the client has these bytes (RFC 9110 section 13.1.2). */
  void answer(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    headers.forEach(response::putHeader);
    response.putHeader("ETag", etag).putHeader("Cache-Control", "no-cache");
    if (isKnown(request.getHeader("If-None-Match"))) {
      response.setStatusCode(304).end();
      return;
    }
    response.putHeader("Content-Type", type);
    response.putHeader("Content-Length", Integer.toString(bytes.length));
    if (request.method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(Buffer.buffer(bytes));
    }
  }

  private boolean isKnown(@Nullable String ifNoneMatch) {
    return ifNoneMatch != null
        && Arrays.stream(ifNoneMatch.split(",", -1))
            .map(String::strip)
            .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
            .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
