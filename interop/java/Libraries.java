import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.glassfish.tyrus.client.ClientManager;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.Opcode;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.IProtocol;
import org.java_websocket.protocols.Protocol;

/** The clients of Java. */
public final class Libraries {
  static final Map<String, Cases.Open> ALL =
      Map.of(
          "JDK HttpClient", Libraries::jdk,
          "Java-WebSocket", Libraries::javaWebSocket,
          "OkHttp", Libraries::okHttp,
          "Jetty", Libraries::jetty,
          "Tyrus", Libraries::tyrus,
          "Vert.x", Libraries::vertx);

  private static final int SECONDS = 10;

  /** Held, because Vert.x closes a client that the garbage collector finds. */
  private static final io.vertx.core.http.WebSocketClient VERTX =
      Vertx.vertx().createWebSocketClient();

  private Libraries() {}

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(SECONDS, TimeUnit.SECONDS);
  }

  private static void awaitPong(Semaphore pongs) throws Exception {
    if (!pongs.tryAcquire(5, TimeUnit.SECONDS)) {
      throw new TimeoutException("no pong in 5 s");
    }
  }

  private static Cases.Socket jdk(String url, List<String> protocols, Cases.Sink sink)
      throws Exception {
    Semaphore pongs = new Semaphore(0);
    WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
    if (!protocols.isEmpty()) {
      List<String> others = protocols.subList(1, protocols.size());
      builder.subprotocols(protocols.get(0), others.toArray(String[]::new));
    }
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          private final StringBuilder text = new StringBuilder();

          @Override
          public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
              sink.message(text.toString());
              text.setLength(0);
            }
            from.request(1);
            return null;
          }

          @Override
          public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            sink.message(Cases.bytes(data));
            from.request(1);
            return null;
          }

          @Override
          public CompletionStage<?> onPong(WebSocket from, ByteBuffer data) {
            pongs.release();
            from.request(1);
            return null;
          }

          @Override
          public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            sink.closed(code, "onClose(%d, \"%s\")".formatted(code, reason));
            return null;
          }

          @Override
          public void onError(WebSocket from, Throwable error) {
            sink.closed(0, "onError(" + error + ")");
          }
        };
    WebSocket socket = get(builder.buildAsync(URI.create(url), listener));
    return new Cases.Socket() {
      @Override
      public void send(String text) throws Exception {
        get(socket.sendText(text, true));
      }

      @Override
      public void send(byte[] bytes) throws Exception {
        get(socket.sendBinary(ByteBuffer.wrap(bytes), true));
      }

      @Override
      public void close(int code, String reason) throws Exception {
        get(socket.sendClose(code, reason));
      }

      @Override
      public String protocol() {
        return socket.getSubprotocol();
      }

      @Override
      public void ping() throws Exception {
        get(socket.sendPing(ByteBuffer.allocate(0)));
        awaitPong(pongs);
      }

      @Override
      public void fragments(int count) throws Exception {
        for (int i = 1; i <= count; i++) {
          get(socket.sendText("x", i == count));
        }
      }
    };
  }

  private static Cases.Socket javaWebSocket(String url, List<String> protocols, Cases.Sink sink)
      throws Exception {
    Semaphore pongs = new Semaphore(0);
    List<IProtocol> offered = protocols.stream().map(p -> (IProtocol) new Protocol(p)).toList();
    Draft_6455 draft =
        new Draft_6455(List.of(), offered.isEmpty() ? List.of(new Protocol("")) : offered);
    org.java_websocket.client.WebSocketClient socket =
        new org.java_websocket.client.WebSocketClient(URI.create(url), draft) {
          @Override
          public void onOpen(ServerHandshake handshake) {}

          @Override
          public void onMessage(String message) {
            sink.message(message);
          }

          @Override
          public void onMessage(ByteBuffer bytes) {
            sink.message(Cases.bytes(bytes));
          }

          @Override
          public void onWebsocketPong(org.java_websocket.WebSocket from, Framedata frame) {
            super.onWebsocketPong(from, frame);
            pongs.release();
          }

          @Override
          public void onClose(int code, String reason, boolean remote) {
            sink.closed(code, "onClose(%d, \"%s\", %s)".formatted(code, reason, remote));
          }

          @Override
          public void onError(Exception e) {}
        };
    if (!socket.connectBlocking(SECONDS, TimeUnit.SECONDS)) {
      throw new TimeoutException("no connection");
    }
    return new Cases.Socket() {
      @Override
      public void send(String text) {
        socket.send(text);
      }

      @Override
      public void send(byte[] bytes) {
        socket.send(bytes);
      }

      @Override
      public void close(int code, String reason) {
        socket.close(code, reason);
      }

      @Override
      public String protocol() {
        return socket.getProtocol().getProvidedProtocol();
      }

      @Override
      public void ping() throws Exception {
        socket.sendPing();
        awaitPong(pongs);
      }

      @Override
      public void fragments(int count) {
        for (int i = 1; i <= count; i++) {
          socket.sendFragmentedFrame(Opcode.TEXT, ByteBuffer.wrap(new byte[] {'x'}), i == count);
        }
      }
    };
  }

  private static Cases.Socket okHttp(String url, List<String> protocols, Cases.Sink sink)
      throws Exception {
    CompletableFuture<Response> opened = new CompletableFuture<>();
    Request.Builder request = new Request.Builder().url(url);
    if (!protocols.isEmpty()) {
      request.header("Sec-WebSocket-Protocol", String.join(", ", protocols));
    }
    okhttp3.WebSocket socket =
        new OkHttpClient()
            .newWebSocket(
                request.build(),
                new WebSocketListener() {
                  @Override
                  public void onOpen(okhttp3.WebSocket from, Response response) {
                    opened.complete(response);
                  }

                  @Override
                  public void onMessage(okhttp3.WebSocket from, String text) {
                    sink.message(text);
                  }

                  @Override
                  public void onMessage(okhttp3.WebSocket from, ByteString bytes) {
                    sink.message(bytes.toByteArray());
                  }

                  @Override
                  public void onClosing(okhttp3.WebSocket from, int code, String reason) {
                    from.close(1000, null); // it does not answer a close by itself
                    sink.closed(code, "onClosing(%d, \"%s\")".formatted(code, reason));
                  }

                  @Override
                  public void onFailure(okhttp3.WebSocket from, Throwable t, Response response) {
                    opened.completeExceptionally(t);
                    sink.closed(0, "onFailure(" + t + ")");
                  }
                });
    Response response = get(opened);
    return new Cases.Socket() {
      @Override
      public void send(String text) {
        socket.send(text);
      }

      @Override
      public void send(byte[] bytes) {
        socket.send(ByteString.of(bytes));
      }

      @Override
      public void close(int code, String reason) {
        socket.close(code, reason);
      }

      @Override
      public String protocol() {
        return response.header("Sec-WebSocket-Protocol", "");
      }
    };
  }

  private static Cases.Socket jetty(String url, List<String> protocols, Cases.Sink sink)
      throws Exception {
    Semaphore pongs = new Semaphore(0);
    WebSocketClient client = new WebSocketClient();
    client.setMaxTextMessageSize(128 * 1024); // 64 KB unless set, as here
    client.start();
    ClientUpgradeRequest request = new ClientUpgradeRequest(URI.create(url));
    request.setSubProtocols(protocols);
    JettyListener listener = new JettyListener(sink, pongs);
    Session session = get(client.connect(listener, request));
    return new Cases.Socket() {
      @Override
      public void send(String text) throws Exception {
        sent(callback -> session.sendText(text, callback));
      }

      @Override
      public void send(byte[] bytes) throws Exception {
        sent(callback -> session.sendBinary(ByteBuffer.wrap(bytes), callback));
      }

      @Override
      public void close(int code, String reason) throws Exception {
        sent(callback -> session.close(code, reason, callback));
      }

      @Override
      public String protocol() {
        return session.getUpgradeResponse().getAcceptedSubProtocol();
      }

      @Override
      public void ping() throws Exception {
        sent(callback -> session.sendPing(ByteBuffer.allocate(0), callback));
        awaitPong(pongs);
      }

      @Override
      public void fragments(int count) throws Exception {
        for (int i = 1; i <= count; i++) {
          boolean last = i == count;
          sent(callback -> session.sendPartialText("x", last, callback));
        }
      }
    };
  }

  /** Jetty calls no class that is not public. */
  public static final class JettyListener implements Session.Listener.AutoDemanding {
    private final Cases.Sink sink;
    private final Semaphore pongs;

    JettyListener(Cases.Sink sink, Semaphore pongs) {
      this.sink = sink;
      this.pongs = pongs;
    }

    @Override
    public void onWebSocketText(String text) {
      sink.message(text);
    }

    @Override
    public void onWebSocketBinary(ByteBuffer bytes, Callback callback) {
      sink.message(Cases.bytes(bytes));
      callback.succeed();
    }

    @Override
    public void onWebSocketPong(ByteBuffer bytes) {
      pongs.release();
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
      sink.closed(code, "onWebSocketClose(%d, \"%s\")".formatted(code, reason));
      callback.succeed();
    }
  }

  private interface Sending {
    void with(Callback callback);
  }

  private static void sent(Sending sending) throws Exception {
    Callback.Completable done = new Callback.Completable();
    sending.with(done);
    get(done);
  }

  private static Cases.Socket tyrus(String url, List<String> protocols, Cases.Sink sink)
      throws Exception {
    Semaphore pongs = new Semaphore(0);
    ClientManager manager = ClientManager.createClient();
    manager.setDefaultMaxTextMessageBufferSize(128 * 1024);
    Endpoint endpoint =
        new Endpoint() {
          @Override
          public void onOpen(jakarta.websocket.Session session, EndpointConfig config) {
            session.addMessageHandler(String.class, sink::message);
            session.addMessageHandler(byte[].class, sink::message);
            MessageHandler.Whole<PongMessage> pong = message -> pongs.release();
            session.addMessageHandler(PongMessage.class, pong);
          }

          @Override
          public void onClose(jakarta.websocket.Session session, CloseReason reason) {
            int code = reason.getCloseCode().getCode();
            String said = reason.getReasonPhrase();
            sink.closed(code, "onClose(%s, \"%s\")".formatted(reason.getCloseCode(), said));
          }
        };
    ClientEndpointConfig config =
        ClientEndpointConfig.Builder.create().preferredSubprotocols(protocols).build();
    jakarta.websocket.Session session =
        manager.connectToServer(endpoint, config, URI.create(url));
    return new Cases.Socket() {
      @Override
      public void send(String text) throws Exception {
        session.getBasicRemote().sendText(text);
      }

      @Override
      public void send(byte[] bytes) throws Exception {
        session.getBasicRemote().sendBinary(ByteBuffer.wrap(bytes));
      }

      @Override
      public void close(int code, String reason) throws Exception {
        session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason));
      }

      @Override
      public String protocol() {
        return session.getNegotiatedSubprotocol();
      }

      @Override
      public void ping() throws Exception {
        session.getBasicRemote().sendPing(ByteBuffer.allocate(0));
        awaitPong(pongs);
      }

      @Override
      public void fragments(int count) throws Exception {
        for (int i = 1; i <= count; i++) {
          session.getBasicRemote().sendText("x", i == count);
        }
      }
    };
  }

  private static Cases.Socket vertx(String url, List<String> protocols, Cases.Sink sink)
      throws Exception {
    Semaphore pongs = new Semaphore(0);
    WebSocketConnectOptions connect = new WebSocketConnectOptions().setAbsoluteURI(url);
    connect.setSubProtocols(protocols);
    io.vertx.core.http.WebSocket socket =
        get(
            VERTX
                .connect(connect)
                .onSuccess(
                    opened -> {
                      opened.textMessageHandler(sink::message);
                      opened.binaryMessageHandler(bytes -> sink.message(bytes.getBytes()));
                      opened.pongHandler(bytes -> pongs.release());
                      opened.closeHandler(
                          v -> {
                            Short code = opened.closeStatusCode();
                            String how = "closeHandler; closeStatusCode() %s, closeReason() \"%s\"";
                            int number = code == null ? 0 : code;
                            sink.closed(number, how.formatted(code, opened.closeReason()));
                          });
                    })
                .toCompletionStage()
                .toCompletableFuture());
    return new Cases.Socket() {
      @Override
      public void send(String text) {
        socket.writeTextMessage(text);
      }

      @Override
      public void send(byte[] bytes) {
        socket.writeBinaryMessage(Buffer.buffer(bytes));
      }

      @Override
      public void close(int code, String reason) {
        socket.close((short) code, reason);
      }

      @Override
      public String protocol() {
        return socket.subProtocol();
      }

      @Override
      public void ping() throws Exception {
        socket.writePing(Buffer.buffer("?"));
        awaitPong(pongs);
      }

      @Override
      public void fragments(int count) {
        socket.writeFrame(WebSocketFrame.textFrame("x", false));
        for (int i = 2; i <= count; i++) {
          Buffer x = Buffer.buffer("x");
          socket.writeFrame(WebSocketFrame.continuationFrame(x, i == count));
        }
      }
    };
  }
}
