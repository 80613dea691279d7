package io.wsgateway.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.wsgateway.kit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;

/**
 * A backend of the examples as a process, with a server in place of the gateway's API that records
 * what is published. Webhooks are signed here as the Standard Webhooks specification says, and not
 * with the gateway's code.
 */
final class HttpBackend implements AutoCloseable {
  static final String KEY = "a-key-of-the-test-with-32-bytes-or-more";
  static final byte[] SECRET = "a secret of the test, 32 bytes..".getBytes(UTF_8);

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final HttpServer api;
  private final BlockingQueue<String> published = new LinkedBlockingQueue<>();
  private final int port = FreePorts.of(1)[0];
  private final Process process;
  private volatile int status = 200;

  private HttpBackend(String language, Path directory) throws Exception {
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.createContext(
        "/api/publish",
        call -> {
          String key = call.getRequestHeaders().getFirst("X-API-Key");
          published.add(key + " " + new String(call.getRequestBody().readAllBytes(), UTF_8));
          byte[] answer = "{\"result\":{}}".getBytes(UTF_8);
          call.sendResponseHeaders(status, answer.length);
          call.getResponseBody().write(answer);
          call.close();
        });
    api.start();
    Files.writeString(directory.resolve("api.key"), KEY + "\n");
    Files.writeString(
        directory.resolve("hook.secret"),
        "whsec_" + Base64.getEncoder().encodeToString(SECRET) + "\n");
    ProcessBuilder builder =
        new ProcessBuilder(command(language, directory, port))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile());
    builder.environment().put("GATEWAY_API", "http://127.0.0.1:" + api.getAddress().getPort());
    builder.environment().put("LISTEN", "127.0.0.1:" + port);
    process = builder.start();
    Awaitility.await(language)
        .atMost(Duration.ofMinutes(1))
        .failFast("ended", () -> !process.isAlive())
        .until(() -> listens(port));
  }

  /** Starts it; skips the test without its language. */
  static HttpBackend start(String language, Path directory) throws Exception {
    ExampleRun.assumeLanguage(language);
    return new HttpBackend(language, directory);
  }

  private static List<String> command(String language, Path directory, int port) throws Exception {
    Path sources = Path.of("examples", "backend-" + language).toAbsolutePath();
    if (language.equals("php")) {
      String file = sources.resolve("backend.php").toString();
      return List.of("php", "-S", "127.0.0.1:" + port, file);
    }
    Path program = directory.resolve("backend");
    String file = sources.resolve("main.go").toString();
    Process build =
        new ProcessBuilder("go", "build", "-o", program.toString(), file).inheritIO().start();
    if (build.waitFor() != 0) {
      throw new AssertionError("go build failed");
    }
    return List.of(program.toString());
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Lets the API answer with this status from now on. */
  void apiAnswers(int newStatus) {
    status = newStatus;
  }

  /** The next publication: the API key, a blank and the body. */
  String published() throws InterruptedException {
    String call = published.poll(20, TimeUnit.SECONDS);
    if (call == null) {
      throw new AssertionError("nothing was published");
    }
    return call;
  }

  boolean hasPublished() {
    return !published.isEmpty();
  }

  /** Sends a webhook as the gateway does. */
  HttpResponse<String> call(String path, String body) throws Exception {
    long now = System.currentTimeMillis() / 1000;
    return call(path, body, "msg_1", Long.toString(now), "v1," + sign(SECRET, "msg_1", now, body));
  }

  /** Sends a webhook with headers of any kind. */
  HttpResponse<String> call(String path, String body, String id, String seconds, String signature)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/json")
            .header("X-Gateway-Client", "client-1")
            .header("X-Gateway-Channel", "chat:50%25")
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signature)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HTTP.send(request, BodyHandlers.ofString());
  }

  /** The signature in Base64, without the version in front. */
  static String sign(byte[] secret, String id, long seconds, String body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    byte[] signature = mac.doFinal((id + "." + seconds + "." + body).getBytes(UTF_8));
    return Base64.getEncoder().encodeToString(signature);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    api.stop(0);
  }
}
