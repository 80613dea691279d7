package io.wsgateway.bench;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Holds the clients of a run, spreads them over its loops, and opens a few at a time. */
final class Crowd implements AutoCloseable {
  private final int size;
  private final int pendingPerLoop;
  private final List<Part> parts = new ArrayList<>();
  private final AtomicReferenceArray<@Nullable Client> clients;
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();

  /**
   * Creates the clients.
   *
   * @param events creates the listener for each loop
   */
  Crowd(BenchPlan plan, int size, IntFunction<? extends ClientEvents> events) {
    this.size = size;
    this.pendingPerLoop = Math.max(1, plan.clients().pending() / plan.threads());
    this.clients = new AtomicReferenceArray<>(size);
    BenchPlan.Clients planned = plan.clients();
    Handshake listens = new Handshake(plan.target(), planned.headers(), planned.listening());
    Handshake sends = new Handshake(plan.target(), planned.headers(), Listening.WEBSOCKET);
    // A client beyond those that receive is one that sends.
    IntFunction<Handshake> handshakes = i -> i < planned.connections() ? listens : sends;
    Sources sources = new Sources(planned.sources());
    for (int i = 0; i < plan.threads(); i++) {
      ClientLoop loop = new ClientLoop("bench-" + i, plan.target(), handshakes, sources);
      parts.add(new Part(loop, events.apply(i), i));
    }
    parts.forEach(part -> part.loop.start(part));
  }

  /**
   * Opens all clients, and waits until each has opened or failed, or the time is over. Fails if
   * none could open.
   *
   * @param errors what the clients' listeners count
   */
  void openAll(Watch watch, int seconds, Errors errors) {
    open();
    watch.until(
        () -> isSettled() || watch.isStopped(),
        seconds,
        () -> opened() + " connections open, " + errors.total() + " errors");
    requireRunning();
    requireSome(errors);
  }

  /** Starts opening all clients. */
  void open() {
    parts.forEach(part -> part.loop.execute(() -> part.openSome(pendingPerLoop)));
  }

  /** Whether each client has opened or failed. */
  boolean isSettled() {
    return opened.get() + failed.get() >= size;
  }

  int opened() {
    return opened.get();
  }

  /** Returns an open client, else null. */
  @Nullable Client client(int index) {
    return clients.get(index);
  }

  /** Describes the failure if no client could open. */
  void requireSome(Errors errors) {
    if (opened() == 0) {
      throw new BenchException(
          "No connection could be opened: "
              + errors.byText().keySet().stream().findFirst().orElse("no answer in time")
              + ".");
    }
  }

  /** Fails if an exception has ended a loop. */
  void requireRunning() {
    parts.forEach(part -> part.loop.requireRunning());
  }

  @Override
  public void close() {
    parts.forEach(part -> part.loop.close());
  }

  private final class Part implements ClientEvents {
    private final ClientLoop loop;
    private final ClientEvents events;
    private int next;

    Part(ClientLoop loop, ClientEvents events, int first) {
      this.loop = loop;
      this.events = events;
      this.next = first;
    }

    void openSome(int most) {
      for (int i = 0; i < most && next < size; i++) {
        int index = next;
        next += parts.size();
        loop.connect(index, System.nanoTime());
      }
    }

    @Override
    public void opened(Client client, long nowNanos) {
      boolean first = clients.getAndSet(client.index, client) == null;
      events.opened(client, nowNanos);
      if (first) {
        opened.incrementAndGet();
        openSome(1);
      }
    }

    @Override
    public void message(Client client, ByteBuffer in, int offset, int length, long nowNanos) {
      events.message(client, in, offset, length, nowNanos);
    }

    @Override
    public void closed(Client client, String reason, int retryAfterSeconds) {
      events.closed(client, reason, retryAfterSeconds);
      if (clients.get(client.index) == null) {
        failed.incrementAndGet();
        // Not from here: if every connection fails at once, the calls would nest without end.
        loop.execute(() -> openSome(1));
      }
    }

    @Override
    public void afterRound() {
      events.afterRound();
    }
  }
}
