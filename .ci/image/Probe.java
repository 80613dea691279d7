import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A client for .ci/image/run: connects, publishes one message and receives it, then waits until the
 * gateway closes. It prints "received" and "closed CODE REASON", and ends with 0 for 1012 only.
 */
class Probe implements WebSocket.Listener {
  private static final long SECONDS = 120;
  private static final String MESSAGE = "{\"from\":\"probe\",\"text\":\"hello\"}";

  private final CompletableFuture<String> received = new CompletableFuture<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();

  public static void main(String[] args) throws Exception {
    Probe probe = new Probe();
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(args[0]), probe)
            .get(SECONDS, TimeUnit.SECONDS);
    socket.sendText(MESSAGE, true).get(SECONDS, TimeUnit.SECONDS);
    System.out.println("received " + probe.received.get(SECONDS, TimeUnit.SECONDS));
    System.exit(probe.closed.get(SECONDS, TimeUnit.SECONDS) == 1012 ? 0 : 1);
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
    text.append(part);
    if (last) {
      received.complete(text.toString());
    }
    socket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    System.out.println("closed " + code + " " + reason);
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable cause) {
    System.out.println("broken " + cause);
    received.completeExceptionally(cause);
    closed.complete(-1);
  }
}
