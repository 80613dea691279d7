package io.wsgateway.backend;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wsgateway.channel.MediaType;
import io.wsgateway.channel.Payload;
import io.wsgateway.config.HookInboundConfig.WhenDown;
import io.wsgateway.config.HooksConfig;
import io.wsgateway.hooks.HeaderText;
import io.wsgateway.hooks.HookClient;
import io.wsgateway.hooks.HookFailed;
import io.wsgateway.hooks.HookIds;
import io.wsgateway.hooks.HookRequest;
import io.wsgateway.hooks.NodeHook;
import io.wsgateway.loop.Loop;
import io.wsgateway.session.Backends;
import io.wsgateway.session.Undelivered;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands what clients send to a backend over HTTP, {@code hooks.inbound}. One message of a client is
 * in flight at a time, which keeps their order; its others wait, bounded in number and bytes and
 * within the time-out of each. Nothing is repeated. Belongs to one event loop.
 */
public final class HookBackends implements Backends {
  /** How many messages of one client may wait, the one in flight included. */
  static final int MOST_OF_CLIENT = 128;

  /** What the messages of one client may take: this part of the whole. */
  private static final int CLIENT_PART = 8;

  /** Without {@code awaitReply} nothing of an answer is used. */
  private static final int UNUSED_BYTES = 65_536;

  private final Backends bus;
  private final NodeHook hook;
  private final HookClient client;
  private final HooksConfig config;
  private final IntSupplier messageBytes;
  private final HookReplies replies;
  private final Loop loop;
  private final InFlight inFlight;
  private final Map<String, Line> lines = new HashMap<>();

  /**
   * Makes it for a loop.
   *
   * @param bus does everything else
   * @param messageBytes {@code limits.messageBytes}, which bounds a reply
   */
  public HookBackends(
      Backends bus, NodeHook hook, HooksConfig config, IntSupplier messageBytes, Loop loop) {
    this(bus, hook, config, messageBytes, loop, new InFlight(InFlight.MAX_BYTES));
  }

  HookBackends(
      Backends bus,
      NodeHook hook,
      HooksConfig config,
      IntSupplier messageBytes,
      Loop loop,
      InFlight inFlight) {
    this.bus = bus;
    this.hook = hook;
    this.client = hook.on(loop);
    this.config = config;
    this.messageBytes = messageBytes;
    this.replies = new HookReplies(hook, messageBytes);
    this.loop = loop;
    this.inFlight = inFlight;
  }

  /** The messages of one client, the first of which is in flight. */
  private static final class Line {
    private final Queue<Question> questions = new ArrayDeque<>(2);
    private long bytes;
  }

  private record Question(
      Sender sender,
      Payload message,
      boolean awaitsReply,
      long since,
      Promise<@Nullable Payload> answer) {}

  @Override
  public Future<Void> inbound(Sender sender, Route route, Payload message) {
    return take(sender, message, false).mapEmpty();
  }

  @Override
  public Future<@Nullable Payload> inboundAwaitingReply(
      Sender sender, Route route, Payload message) {
    return take(sender, message, true);
  }

  @Override
  public Future<Payload> rpc(Sender sender, String method, Payload argument) {
    return bus.rpc(sender, method, argument);
  }

  @Override
  public void event(Event event, Sender sender, int code) {
    bus.event(event, sender, code);
  }

  @Override
  public List<String> clientHeaders() {
    return config.clientHeaders();
  }

  private Future<@Nullable Payload> take(Sender sender, Payload message, boolean awaitsReply) {
    Line line = lines.computeIfAbsent(sender.client(), id -> new Line());
    if (!fits(sender, line, message)) {
      hook.refused();
      return Future.failedFuture(undelivered("too many messages wait for the backend"));
    }
    line.bytes += inFlight.weight(message.size());
    Question question =
        new Question(sender, message, awaitsReply, loop.nanoTime(), Promise.promise());
    line.questions.add(question);
    if (line.questions.size() == 1) {
      ask(line, question);
    }
    return question.answer().future();
  }

  private boolean fits(Sender sender, Line line, Payload message) {
    if (line.questions.isEmpty()) {
      boolean fits = inFlight.enter(message.size());
      if (!fits) {
        lines.remove(sender.client(), line);
      }
      return fits;
    }
    return line.questions.size() < MOST_OF_CLIENT
        && line.bytes + inFlight.weight(message.size()) <= inFlight.cap() / CLIENT_PART
        && inFlight.enter(message.size());
  }

  private void ask(Line line, Question question) {
    long waited = TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - question.since());
    client
        .call(request(question), config.timeoutMillis() - waited)
        .transform(
            answer ->
                answer.succeeded()
                    ? replies.of(answer.result(), question.awaitsReply())
                    : Future.failedFuture(answer.cause()))
        .recover(this::failed)
        .onComplete(
            result -> {
              left(line, question);
              question.answer().handle(result);
            });
  }

  private void left(Line line, Question question) {
    line.questions.remove();
    line.bytes -= inFlight.weight(question.message().size());
    inFlight.leave(question.message().size());
    Question next = line.questions.peek();
    if (next == null) {
      lines.remove(question.sender().client(), line);
    } else {
      // A later task, so that many that fail at once do not grow the stack.
      loop.execute(() -> ask(line, next));
    }
  }

  private HookRequest request(Question question) {
    Sender sender = question.sender();
    Map<String, String> headers = new LinkedHashMap<>();
    sender.headers().forEach((name, value) -> headers.put(name, HeaderText.passed(value)));
    headers.put("X-Gateway-Client", HeaderText.encoded(sender.client()));
    headers.put("X-Gateway-User", HeaderText.encoded(sender.user()));
    headers.put("X-Gateway-Endpoint", HeaderText.encoded(sender.endpoint()));
    headers.put("X-Gateway-Channel", HeaderText.encoded(sender.channel()));
    headers.put("X-Gateway-Remote", HeaderText.encoded(sender.remote()));
    return new HookRequest(
        HookIds.next(),
        MediaType.of(question.message().kind()),
        question.message().bytes(),
        headers,
        question.awaitsReply() ? messageBytes.getAsInt() : UNUSED_BYTES);
  }

  private <T> Future<T> failed(Throwable failure) {
    return Future.failedFuture(
        failure instanceof HookFailed
            ? undelivered(String.valueOf(failure.getMessage()))
            : failure);
  }

  private Undelivered undelivered(String reason) {
    return new Undelivered(reason, config.inbound().whenDown() == WhenDown.REPLY);
  }
}
