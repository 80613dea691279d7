package io.wsgateway.protocol.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.wsgateway.kit.Hs256;
import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients are warned before their token expires, may send another one, and end with it. */
final class TokenLifeIT {
  private static final Hs256 KEY = Hs256.KEY;

  private static RunningGateway node;

  @BeforeAll
  static void start() throws Exception {
    node =
        RunningGateway.of(
            """
            auth: {refuseHoldMillis: 20, jwt: {leewaySeconds: 1, keys: [{alg: HS256, secret: %s}]}}
            endpoints:
              - {path: /json, channel: chat, auth: token, frames: json}
              - {path: /plain, channel: chat, auth: token}
            """
                .formatted(KEY.secret()));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static String in(String user, int seconds) {
    return KEY.until(user, System.currentTimeMillis() / 1000 + seconds);
  }

  private static PlainClient connect(String path, String token) throws Exception {
    PlainClient client =
        PlainClient.connect(node.ws(path), builder -> builder.subprotocols("bearer", token));
    if (path.equals("/json")) {
      assertThat(client.next()).contains("recovered");
    }
    return client;
  }

  private static JsonObject next(PlainClient client) throws Exception {
    return new JsonObject(client.next());
  }

  @Test
  void aClientThatIsWarnedAndSendsANewTokenStaysBeyondTheOldOne() throws Exception {
    String old = in("ann", 3);
    try (PlainClient client = connect("/json", old);
        PlainClient idle = connect("/json", old)) {
      // It lives for less than the time of the warning, so the warning comes at once.
      assertThat(next(client).getInteger("expires")).isLessThanOrEqualTo(3);
      client.send(new JsonObject().put("token", in("ann", 3600)).encode());
      assertThat(next(idle).getInteger("expires")).isLessThanOrEqualTo(3);
      assertThat(idle.closed()).startsWith("4401");
      client.send("still here");
      assertThat(client.next()).isEqualTo("{\"data\":\"still here\"}");
    }
  }

  @Test
  void aTokenWithoutAnEndLetsAClientStay() throws Exception {
    try (PlainClient client = connect("/json", in("ann", 2));
        PlainClient idle = connect("/plain", in("ann", 2))) {
      next(client);
      client.send(new JsonObject().put("token", KEY.user("ann")).encode());
      assertThat(idle.closed()).startsWith("4401");
      client.send("still here");
      assertThat(client.next()).isEqualTo("{\"data\":\"still here\"}");
    }
  }

  @Test
  void anotherUsersTokenAndABadOneChangeNothing() throws Exception {
    try (PlainClient client = connect("/json", in("ann", 3))) {
      next(client);
      client.send(new JsonObject().put("token", in("bob", 3600)).encode());
      assertThat(next(client).getJsonObject("error"))
          .isEqualTo(
              new JsonObject()
                  .put("code", "invalid")
                  .put("at", "/token")
                  .put("message", "the token is for another user"));
      client.send("{\"token\":\"a.b.c\"}");
      assertThat(next(client).getJsonObject("error").getString("code")).isEqualTo("invalid");
      client.send(new JsonObject().put("token", in("ann", -100)).encode());
      assertThat(next(client).getJsonObject("error").getString("code")).isEqualTo("invalid");
      assertThat(client.closed()).startsWith("4401");
    }
  }

  @Test
  void whereMessagesAreBareAnObjectWithATokenIsAMessage() throws Exception {
    try (PlainClient client = connect("/plain", in("ann", 3600))) {
      client.send("{\"token\":\"a.b.c\"}");
      assertThat(client.next()).isEqualTo("{\"token\":\"a.b.c\"}");
    }
  }
}
