import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The cases of interop/run, for any client of Java: Cases LIBRARY cases|drain URL
 *
 * <p>Prints one JSON object a line: {"case", "ok", "saw"}; "ok" null: the library cannot do that.
 */
final class Cases {
  /** What the cases need of a connection. */
  interface Socket {
    void send(String text) throws Exception;

    void send(byte[] bytes) throws Exception;

    void close(int code, String reason) throws Exception;

    String protocol();

    /** Returns when the pong has come. */
    default void ping() throws Exception {
      throw new NotOffered();
    }

    default void fragments(int count) throws Exception {
      throw new NotOffered();
    }
  }

  /** Takes what a connection receives; {@code how} is what the library itself shows. */
  interface Sink {
    void message(Object textOrBytes);

    void closed(int code, String how);
  }

  interface Open {
    Socket open(String url, List<String> protocols, Sink sink) throws Exception;
  }

  static final class NotOffered extends Exception {
    private static final long serialVersionUID = 1;
  }

  record Outcome(boolean ok, String saw) {}

  record End(int code, String how) {}

  /** A connection; what is received is kept until it is asked for. */
  private static final class Client implements Sink {
    final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();
    final CompletableFuture<End> end = new CompletableFuture<>();
    Socket socket;

    static Client connect(String path, String... protocols) throws Exception {
      Client client = new Client();
      client.socket = open.open(base + path, List.of(protocols), client);
      return client;
    }

    @Override
    public void message(Object data) {
      messages.add(data);
    }

    @Override
    public void closed(int code, String how) {
      end.complete(new End(code, how));
    }

    Object next() throws Exception {
      Object message = messages.poll(10, TimeUnit.SECONDS);
      if (message == null) {
        throw new IllegalStateException("no message in 10 s");
      }
      return message;
    }

    End closed(int seconds) throws Exception {
      return end.get(seconds, TimeUnit.SECONDS);
    }
  }

  private interface Provocation {
    void to(Socket socket) throws Exception;
  }

  private static String base;
  private static Open open;

  public static void main(String[] args) throws Exception {
    open = Libraries.ALL.get(args[0]);
    base = args[2];
    if (args[1].equals("drain")) {
      run(
          "1012",
          () -> {
            Client client = Client.connect(room());
            System.out.println("open");
            End end = client.closed(120);
            return new Outcome(end.code() == 1012, end.how());
          });
      Runtime.getRuntime().halt(0);
    }
    run("text", () -> echo("hello"));
    run("utf8", () -> echo("Grüße, 世界 🌍 \u0000 " + Character.toString(0x10ffff)));
    run("binary", Cases::binary);
    run("60 KB", () -> echo("x".repeat(60 * 1024)));
    run("broadcast", Cases::broadcast);
    run("subprotocol", Cases::subprotocol);
    run("ping", Cases::ping);
    run("1003", () -> closeSeen("/text/" + id(), 1003, s -> s.send(new byte[] {1})));
    run("1008", () -> closeSeen(room(), 1008, s -> s.fragments(65)));
    run("1009", () -> closeSeen(room(), 1009, s -> s.send("x".repeat(65_537))));
    run("1013", () -> closeSeen("/nobody", 1013, s -> s.send("anybody?")));
    run("own 1000", () -> ownClose("bye " + args[0]));
    run("burst", Cases::burst);
    Runtime.getRuntime().halt(0); // whatever threads the library has left
  }

  private static String id() {
    return UUID.randomUUID().toString();
  }

  private static String room() {
    return "/room/" + id();
  }

  private static void run(String name, Callable<Outcome> action) {
    try {
      Outcome outcome = action.call();
      report(name, Boolean.toString(outcome.ok()), outcome.saw());
    } catch (NotOffered e) {
      report(name, "null", "");
    } catch (Exception e) {
      report(name, "false", e.toString());
    }
  }

  private static void report(String name, String ok, String saw) {
    String escaped =
        String.valueOf(saw).replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("[\\x00-\\x1f]", " ");
    System.out.println("{\"case\": \"%s\", \"ok\": %s, \"saw\": \"%s\"}".formatted(name, ok, escaped));
  }

  private static Outcome echo(String text) throws Exception {
    Client client = Client.connect(room());
    client.socket.send(text);
    boolean same = text.equals(client.next());
    client.socket.close(1000, "");
    return new Outcome(same, "");
  }

  private static Outcome binary() throws Exception {
    byte[] bytes = {0, 1, 127, -128, -1};
    Client client = Client.connect(room());
    client.socket.send(bytes);
    boolean same = client.next() instanceof byte[] got && Arrays.equals(got, bytes);
    client.socket.close(1000, "");
    return new Outcome(same, "");
  }

  private static Outcome broadcast() throws Exception {
    String path = room();
    Client one = Client.connect(path);
    Client two = Client.connect(path);
    one.socket.send("to all");
    boolean heard = two.next().equals("to all");
    one.socket.close(1000, "");
    two.socket.close(1000, "");
    return new Outcome(heard, "");
  }

  private static Outcome subprotocol() throws Exception {
    Client client = Client.connect(room(), "other", "v2.chat", "v1.chat");
    String protocol = client.socket.protocol();
    client.socket.close(1000, "");
    return new Outcome("v2.chat".equals(protocol), protocol);
  }

  private static Outcome ping() throws Exception {
    Client client = Client.connect(room());
    client.socket.ping();
    client.socket.close(1000, "");
    return new Outcome(true, "");
  }

  private static Outcome closeSeen(String path, int expected, Provocation provocation)
      throws Exception {
    Client client = Client.connect(path);
    try {
      provocation.to(client.socket);
    } catch (NotOffered e) {
      throw e;
    } catch (Exception e) {
      // What it was closed with is asked for next.
    }
    End end = client.closed(15);
    return new Outcome(end.code() == expected, end.how());
  }

  private static Outcome ownClose(String reason) throws Exception {
    Client client = Client.connect(room());
    client.socket.close(1000, reason);
    // interop/run asks the gateway's log whether it heard the code.
    return new Outcome(true, client.closed(15).how());
  }

  private static Outcome burst() throws Exception {
    String path = room();
    Client listener = Client.connect(path);
    Client sender = Client.connect(path);
    for (int i = 0; i < 200; i++) {
      sender.socket.send("m" + i);
    }
    sender.socket.close(1000, "");
    int count = 0;
    try {
      while (count < 200 && listener.next().equals("m" + count)) {
        count++;
      }
    } catch (IllegalStateException e) {
      // The count says it.
    }
    listener.socket.close(1000, "");
    return new Outcome(count == 200, count + " of 200");
  }

  static byte[] bytes(java.nio.ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
