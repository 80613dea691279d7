package io.wsgateway.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import io.wsgateway.support.EventParser.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of server-sent events, with the HTTP client of the JDK. */
public final class EventClient implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Event END_OF_STREAM = new Event("", "");

  private final HttpResponse<InputStream> response;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final EventParser parser = new EventParser();

  private EventClient(HttpResponse<InputStream> response) {
    this.response = response;
    Thread reader = new Thread(this::read, "events");
    reader.setDaemon(true);
    reader.start();
  }

  /** Connects; fails unless the answer is 200. {@code headers} are names and values in turn. */
  public static EventClient connect(RunningGateway node, String path, String... headers)
      throws Exception {
    HttpResponse<InputStream> response =
        HTTP.send(request(node, path, headers), HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      throw new AssertionError(
          response.statusCode() + " " + new String(response.body().readAllBytes(), UTF_8));
    }
    return new EventClient(response);
  }

  /** Sends the same request where a refusal is expected. */
  public static HttpResponse<String> refused(RunningGateway node, String path, String... headers)
      throws Exception {
    return HTTP.send(request(node, path, headers), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest request(RunningGateway node, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.gateway().httpPort() + path))
            .header("Accept", "text/event-stream");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request.build();
  }

  /** A header of the response; empty if there is none. */
  public String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** The next event. */
  public Event nextEvent() throws InterruptedException {
    Event event = events.poll(20, TimeUnit.SECONDS);
    if (event == null || event.equals(END_OF_STREAM)) {
      throw new AssertionError(event == null ? "no event within 20 s" : "the stream has ended");
    }
    return event;
  }

  /** The data of the next event, which has no name. */
  public String next() throws InterruptedException {
    Event event = nextEvent();
    if (!event.type().equals("message")) {
      throw new AssertionError("not a message: " + event);
    }
    return event.data();
  }

  /** Waits for the last event and the end of the stream; code and reason. */
  public String ended() throws InterruptedException {
    Event last = nextEvent();
    while (!last.type().equals("end")) {
      last = nextEvent();
    }
    if (!END_OF_STREAM.equals(events.poll(20, TimeUnit.SECONDS))) {
      throw new AssertionError("the stream goes on after its end");
    }
    JsonObject end = new JsonObject(last.data());
    return end.getInteger("code") + " " + end.getString("reason");
  }

  /** The last delay for the next attempt. */
  public String retry() {
    return parser.retry();
  }

  /** How many comments came. */
  public int comments() {
    return parser.comments();
  }

  /** Returns whether an event or the end has come that was not taken. */
  public boolean hasMore() {
    return !events.isEmpty();
  }

  private void read() {
    char[] buffer = new char[8192];
    try (Reader in = new InputStreamReader(response.body(), UTF_8)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        events.addAll(parser.feed(new String(buffer, 0, n)));
      }
    } catch (IOException closed) {
      // An end, too.
    }
    events.add(END_OF_STREAM);
  }

  @Override
  public void close() throws IOException {
    response.body().close();
  }
}
