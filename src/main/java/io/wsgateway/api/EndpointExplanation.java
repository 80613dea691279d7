package io.wsgateway.api;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import io.wsgateway.auth.Permissions.Action;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.server.Endpoint;
import io.wsgateway.server.UpgradeQuestion;
import io.wsgateway.server.UpgradeVerdict;
import io.wsgateway.server.admission.HandshakeOutcome;
import io.wsgateway.server.admission.IpText;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Explains what becomes of a client of an endpoint. No answer repeats a header or a token. */
final class EndpointExplanation {
  private static final String HOST = "Host";

  private final ExplainControl control;

  EndpointExplanation(ExplainControl control) {
    this.control = control;
  }

  /**
   * Answers a question with {@code path}.
   *
   * @param action what the client wants to do after it has connected; null: nothing
   */
  Future<JsonObject> of(JsonFields fields, @Nullable Action action) {
    UpgradeQuestion question = question(fields);
    String channel = fields.text("channel");
    return control
        .connect(question)
        .map(
            verdict -> {
              JsonObject answer =
                  verdict.isAccepted() ? accepted(verdict, channel, action) : refused(verdict);
              if (!question.headers().contains(HOST)) {
                answer.put("host", verdict.host());
              }
              return answer;
            });
  }

  private static UpgradeQuestion question(JsonFields fields) {
    String target = fields.text("path");
    int mark = target.indexOf('?');
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    fields.textMap("headers").forEach((name, value) -> add(headers, name, value));
    addIfGiven(headers, HOST, fields.text("host"));
    addIfGiven(headers, "Origin", fields.text("origin"));
    String token = fields.text("token");
    addIfGiven(headers, "Authorization", token.isEmpty() ? "" : "Bearer " + token);
    String user = fields.text("user");
    String remote = fields.text("remote");
    if (!remote.isEmpty() && IpText.parse(remote).isEmpty()) {
      throw ExplainMethod.bad("remote must be an IP address");
    }
    return new UpgradeQuestion(
        mark < 0 ? target : target.substring(0, mark),
        mark < 0 ? "" : target.substring(mark + 1),
        headers,
        remote,
        user.isEmpty() ? null : user);
  }

  private static void addIfGiven(MultiMap headers, String name, String value) {
    if (!value.isEmpty()) {
      add(headers, name, value);
    }
  }

  /** What cannot be in a request cannot be asked about. */
  private static void add(MultiMap headers, String name, String value) {
    if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
        || value.chars().anyMatch(c -> c < ' ' || c == 0x7F || c > 0xFF)) {
      throw ExplainMethod.bad(
          "a header, host, origin or token holds a character that no request can have there");
    }
    headers.add(name, value);
  }

  private static JsonObject accepted(
      UpgradeVerdict verdict, String channel, @Nullable Action action) {
    Endpoint.Grant grant = verdict.grant();
    JsonObject answer = new JsonObject().put("allowed", true);
    if (grant != null && !mayDo(grant, channel, action)) {
      answer
          .put("allowed", false)
          .put("check", "endpoint")
          .put("why", why(verdict, grant, channel))
          .put("advice", advice(grant, channel));
    }
    answer.put("endpoint", verdict.endpoint()).put("user", verdict.identity().user());
    if (grant != null) {
      answer.put("channel", grant.channel()).put("publishes", grant.publishes());
    }
    long ends = verdict.identity().expiresMillis();
    return ends == 0 ? answer : answer.put("expires", TimeUnit.MILLISECONDS.toSeconds(ends));
  }

  private static boolean mayDo(Endpoint.Grant grant, String channel, @Nullable Action action) {
    boolean itsChannel = channel.isEmpty() || channel.equals(grant.channel());
    return itsChannel && (action != Action.PUBLISH || grant.publishes());
  }

  private static String why(UpgradeVerdict verdict, Endpoint.Grant grant, String channel) {
    String path = String.valueOf(verdict.endpoint());
    return channel.isEmpty() || channel.equals(grant.channel())
        ? "the endpoint " + path + " has another onMessage than publish"
        : "this client of " + path + " is subscribed to another channel only";
  }

  private static String advice(Endpoint.Grant grant, String channel) {
    return channel.isEmpty() || channel.equals(grant.channel())
        ? "set onMessage: publish, or publish from a backend"
        : "use the path and the user of the channel, or another endpoint";
  }

  private static JsonObject refused(UpgradeVerdict verdict) {
    HandshakeOutcome outcome = verdict.outcome();
    CloseEvent close = verdict.close();
    if (verdict.undecided()) {
      return new JsonObject()
          .put("allowed", false)
          .put("check", "hook")
          .put("why", verdict.sentence())
          .put("advice", "give user, to see what becomes of a client that the backend allows");
    }
    JsonObject answer = new JsonObject().put("allowed", false).put("check", outcome.label());
    if (close == null) {
      answer.put("status", outcome.status()).put("message", outcome.message());
    } else {
      answer.put("code", close.code()).put("reason", close.reason());
    }
    String sentence = verdict.sentence();
    answer
        .put("why", sentence.isEmpty() ? outcome.message() : sentence)
        .put("advice", UpgradeAdvice.of(outcome));
    return verdict.remedy().isEmpty() ? answer : answer.put("remedy", verdict.remedy());
  }
}
