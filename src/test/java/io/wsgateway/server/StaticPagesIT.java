package io.wsgateway.server;

import static java.net.http.HttpResponse.BodyHandlers.ofString;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StaticPagesIT {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private HttpServer server;

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private void start(boolean demo) {
    Router router = Router.router(vertx);
    StaticPages pages = StaticPages.load(demo, "node \"1\"");
    pages.mount(router);
    router.route().last().handler(context -> context.response().setStatusCode(404).end("next"));
    server = vertx.createHttpServer().requestHandler(router);
    server.listen(0, "127.0.0.1").await();
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
            .method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), ofString());
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8",
    "/demo/chat.js, text/javascript; charset=utf-8",
    "/demo/chat.css, text/css; charset=utf-8",
    "/demo/icon.svg, image/svg+xml",
    "/demo/node.json, application/json"
  })
  void theDemoIsServedWithAStrictPolicy(String path, String type) throws Exception {
    start(true);
    HttpResponse<String> response = send("GET", path);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isNotBlank();
    assertThat(response.headers().firstValue("Content-Type")).hasValue(type);
    assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(response.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-cache");
    assertThat(response.headers().firstValue("Cross-Origin-Resource-Policy"))
        .hasValue("same-origin");
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .contains("base-uri 'none'", "form-action 'none'")
        .doesNotContain("unsafe", "*");
  }

  @Test
  void theNodeIsNamed() throws Exception {
    start(true);
    assertThat(new JsonObject(send("GET", "/demo/node.json").body()))
        .isEqualTo(new JsonObject().put("node", "node \"1\""));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theHelperIsAlwaysServedAndToEveryOrigin(boolean demo) throws Exception {
    start(demo);
    HttpResponse<String> response =
        send("GET", "/client/reconnect.js", "Origin", "https://a.example");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("export class ReconnectingSocket");
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValue("text/javascript; charset=utf-8");
    assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    assertThat(response.headers().firstValue("Cross-Origin-Resource-Policy"))
        .hasValue("cross-origin");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/demo/chat.js", "/demo/node.json"})
  void withoutTheDemoNothingOfItIsServed(String path) throws Exception {
    start(false);
    assertThat(send("GET", path).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/client/reconnect.js/",
        "/client/",
        "/client/%72econnect.js",
        "/demo/../demo/chat.js",
        "/demo/..%2f..%2fapplication.properties",
        "/demo/",
        "/demo/index.html",
        "/demo/Chat.js"
      })
  void onlyTheExactNamesExist(String path) throws Exception {
    start(true);
    assertThat(send("GET", path).body()).isEqualTo("next");
  }

  @Test
  void whoHasTheBytesIsToldSo() throws Exception {
    start(true);
    String etag = send("GET", "/").headers().firstValue("ETag").orElseThrow();
    assertThat(etag).matches("\"[0-9a-f]{32}\"");
    for (String known : List.of(etag, "W/" + etag, "\"other\", " + etag, "*")) {
      HttpResponse<String> response = send("GET", "/", "If-None-Match", known);
      assertThat(response.statusCode()).as(known).isEqualTo(304);
      assertThat(response.headers().firstValue("ETag")).hasValue(etag);
      assertThat(response.body()).isEmpty();
    }
    assertThat(send("GET", "/", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/client/reconnect.js", "/demo/chat.css"})
  void headTellsTheLengthWithoutTheBody(String path) throws Exception {
    start(true);
    HttpResponse<String> head = send("HEAD", path);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("Content-Length"))
        .isEqualTo(send("GET", path).headers().firstValue("Content-Length"))
        .isNotEmpty();
  }

  @Test
  void otherMethodsGetNothing() throws Exception {
    start(true);
    assertThat(send("POST", "/client/reconnect.js").statusCode()).isEqualTo(405);
    assertThat(send("DELETE", "/demo/chat.js").statusCode()).isEqualTo(405);
  }
}
