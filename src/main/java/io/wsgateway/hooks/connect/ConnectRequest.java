package io.wsgateway.hooks.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.wsgateway.auth.ConnectQuestion;
import io.wsgateway.auth.ConnectQuestion.Header;
import io.wsgateway.auth.CredentialDigest;
import java.util.ArrayList;
import java.util.List;
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
    List<String> all = new ArrayList<>();
    all.add(question.endpoint());
    all.add(question.path());
    all.add(question.channel());
    all.add(question.transport());
    all.add(question.remote());
    for (Header header : question.headers()) {
      all.add(header.name().toLowerCase(Locale.ROOT));
      all.add(header.value());
    }
    return CredentialDigest.of(all);
  }
}
