package io.wsgateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.wsgateway.channel.LogText;
import io.wsgateway.config.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Calls the API methods that drain a node. It uses the JDK's oldest HTTP client, because that one
 * starts fastest: the command runs in a hook, whose time counts against the stop of the node.
 */
final class DrainCall {
  private static final int CONNECT_MILLIS = 5000;
  private static final int READ_MILLIS = 10_000;
  private static final int MAX_ANSWER = 65_536;
  private static final int SHOWN = 200;

  private final URI api;
  private final Secret key;
  private final Path keyFile;
  private final long endNanos;

  /**
   * How far the drain is.
   *
   * @param draining false when it was undone
   * @param drained whether the node has closed what it could
   * @param remaining how many connections are left
   */
  record Progress(boolean draining, boolean drained, int remaining) {
    boolean isOver() {
      return drained && remaining == 0;
    }
  }

  /**
   * Prepares calls.
   *
   * @param keyFile for messages
   * @param endNanos no call waits longer, by {@link System#nanoTime}
   */
  DrainCall(URI api, Secret key, Path keyFile, long endNanos) {
    this.api = api;
    this.key = key;
    this.keyFile = keyFile;
    this.endNanos = endNanos;
  }

  /** Whether the time of all calls is over. */
  boolean isLate() {
    return endNanos - System.nanoTime() <= 0;
  }

  private int within(int millis) {
    long left = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
    // 0 would be no limit.
    return (int) Math.max(1, Math.min(millis, left));
  }

  /** Begins to drain. */
  Progress drain() {
    return call("{}");
  }

  /** Looks how far the drain is. */
  Progress status() {
    return call("{\"status\":true}");
  }

  private Progress call(String body) {
    HttpURLConnection connection = null;
    try {
      URI method = URI.create(api + "/api/drain");
      connection = (HttpURLConnection) method.toURL().openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(within(CONNECT_MILLIS));
      connection.setReadTimeout(within(READ_MILLIS));
      connection.setInstanceFollowRedirects(false);
      connection.setRequestMethod("POST");
      connection.setRequestProperty("X-API-Key", key.reveal());
      connection.setDoOutput(true);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body.getBytes(UTF_8));
      }
      int status = connection.getResponseCode();
      return progress(
          status, status < 400 ? connection.getInputStream() : connection.getErrorStream());
    } catch (IOException e) {
      throw new DrainException(unreachable(e));
    } finally {
      if (connection != null) {
        connection.disconnect();
      }
    }
  }

  private Progress progress(int status, @Nullable InputStream answer) throws IOException {
    JsonObject json = json(answer);
    switch (status) {
      case 200 -> {}
      case 401 ->
          throw new DrainException("the node does not accept the key in " + keyFile + said(json));
      case 403 ->
          throw new DrainException(
              "the key in " + keyFile + " may not drain the node" + said(json));
      case 404 ->
          throw new DrainException(
              "there is no API method drain at "
                  + api
                  + ": this is another port than the API's (api.port), or an older release");
      default ->
          throw new DrainException(api + " answered with HTTP status " + status + said(json));
    }
    if (json.getValue("error") instanceof JsonObject error) {
      throw new DrainException("the node cannot drain" + said(error));
    }
    if (json.getValue("result") instanceof JsonObject result
        && result.getValue("draining") instanceof Boolean draining
        && result.getValue("remaining") instanceof Integer remaining) {
      return new Progress(draining, Boolean.TRUE.equals(result.getValue("drained")), remaining);
    }
    throw new DrainException(api + " is not the API of a gateway");
  }

  private static JsonObject json(@Nullable InputStream answer) throws IOException {
    if (answer == null) {
      return new JsonObject();
    }
    try (answer) {
      return new JsonObject(new String(answer.readNBytes(MAX_ANSWER), UTF_8));
    } catch (DecodeException e) {
      return new JsonObject();
    }
  }

  private static String said(JsonObject json) {
    return json.getValue("message") instanceof String message
        ? ": " + LogText.escape(message, SHOWN)
        : "";
  }

  private String unreachable(IOException e) {
    String start = "no answer from " + api + ": ";
    if (e instanceof SSLException) {
      return start
          + "TLS failed ("
          + String.valueOf(e.getMessage()).replaceFirst(": .*", "")
          + "); a certificate of your own authority needs -Djavax.net.ssl.trustStore";
    }
    if (e instanceof UnknownHostException) {
      return start + "the host is unknown";
    }
    if (e instanceof ConnectException) {
      return start + "nothing listens there; the API is on management.port, or on api.port";
    }
    if (e instanceof SocketTimeoutException) {
      return start + "it took too long";
    }
    return start + e.getMessage();
  }
}
