package io.wsgateway.hooks.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.auth.ConnectQuestion;
import io.wsgateway.auth.ConnectQuestion.Header;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Composes what a backend is asked, in the form of Centrifugo's connect proxy (v6.9: {@code
 * client}, {@code transport}, {@code protocol}, {@code encoding}, {@code channels}), and the key
 * under which equal questions share an answer.
 */
final class ConnectRequest {
  private ConnectRequest() {}

  /**
   * Returns the body. A client of a raw endpoint has chosen no protocol: {@code protocol} and
   * {@code encoding} are what Centrifugo says of a client that uses text.
   */
  static byte[] body(ConnectQuestion question) {
    JsonObject body =
        new JsonObject()
            .put("client", question.client())
            .put("transport", question.transport())
            .put("protocol", "json")
            .put("encoding", "json");
    if (!question.channel().isEmpty()) {
      body.put("channels", new JsonArray().add(question.channel()));
    }
    return body.encode().getBytes(UTF_8);
  }

  /**
   * Returns a digest of everything that the backend is told about the client except its id; null
   * for a client without credentials: the backend may make each of them another guest.
   */
  static @Nullable String key(ConnectQuestion question) {
    if (question.headers().stream().noneMatch(Header::isCredential)) {
      return null;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream(512);
    add(all, question.endpoint());
    add(all, question.path());
    add(all, question.channel());
    add(all, question.transport());
    add(all, question.remote());
    for (Header header : question.headers()) {
      add(all, header.name().toLowerCase(Locale.ROOT));
      add(all, header.value());
    }
    try {
      // A digest, because the memory of decisions must not hold what lets a client in.
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(all.toByteArray());
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** With its length before it, so that no two lists of texts look alike. */
  private static void add(ByteArrayOutputStream all, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    all.writeBytes(new byte[] {(byte) (bytes.length >> 16), (byte) (bytes.length >> 8)});
    all.write(bytes.length);
    all.writeBytes(bytes);
  }
}
