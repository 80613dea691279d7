package io.wsgateway.support;

import io.vertx.core.json.JsonArray;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A client that polls, each time the next one of its ports. */
public final class PollClient {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final int[] ports;
  private final String path;
  private final String[] headers;
  private int turn;
  private String cursor = "";

  /** A client without a session; {@code headers} are names and values in turn. */
  public PollClient(int[] ports, String path, String... headers) {
    this.ports = ports.clone();
    this.path = path;
    this.headers = headers.clone();
  }

  /** A client of one node. */
  public static PollClient of(RunningGateway node, String path, String... headers) {
    return new PollClient(new int[] {node.gateway().httpPort()}, path, headers);
  }

  /** Opens a session, and returns the first messages. */
  public JsonArray open() {
    cursor = "";
    return poll();
  }

  /** Polls with the newest cursor; empty if nothing came. */
  public JsonArray poll() {
    return taken(ask(cursor).join());
  }

  /** Polls until there are so many messages. */
  public List<Object> next(int count) {
    List<Object> all = new ArrayList<>();
    while (all.size() < count) {
      poll().forEach(all::add);
    }
    return all;
  }

  /** Reads an answer with messages, or with none, and takes its cursor. */
  public JsonArray taken(HttpResponse<String> answer) {
    if (answer.statusCode() != 200 && answer.statusCode() != 204) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    cursor = answer.headers().firstValue("Poll-Cursor").orElseThrow();
    return answer.statusCode() == 204 ? new JsonArray() : new JsonArray(answer.body());
  }

  /** Sends a poll with any cursor. */
  public CompletableFuture<HttpResponse<String>> ask(String with, String... more) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address(ports[turn++ % ports.length], path + "?poll=" + with));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    for (int i = 0; i < more.length; i += 2) {
      request.header(more[i], more[i + 1]);
    }
    return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** An address of a node of this machine. */
  public static URI address(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** The newest cursor. */
  public String cursor() {
    return cursor;
  }
}
