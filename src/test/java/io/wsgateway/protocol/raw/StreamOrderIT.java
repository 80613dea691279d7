package io.wsgateway.protocol.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RawSocket.Frame;
import io.wsgateway.support.RunningGateway;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A numbered stream keeps its order to every client, also around its coming, pings and close. */
final class StreamOrderIT {
  private static final int STAYING = 200;
  private static final int WORKERS = 16;
  private static final int VISITS = 20;
  private static final int BURST = 5;
  private static final int BURST_MILLIS = 10;

  /** 40 seconds of it, if nobody is ready before. */
  private static final int MOST = 20_000;

  private final AtomicInteger sent = new AtomicInteger();
  private RunningGateway gateway;
  private RawSocket publisher;

  @BeforeEach
  void start() throws Exception {
    gateway =
        RunningGateway.of(
            """
            endpoints:
              - {path: /ws, channel: stream, onMessage: ignore, welcome: Welcome!}
              - {path: /publish, channel: stream, includeSender: false}
            limits: {messagesPerSecond: 100000}
            """);
    publisher = RawSocket.open(gateway.gateway().httpPort(), "/publish");
  }

  @AfterEach
  void stop() {
    publisher.close();
    gateway.close();
  }

  /** A client, which fails at the first number that is not the next one. */
  private final class Listener implements AutoCloseable {
    private final RawSocket socket = RawSocket.open(gateway.gateway().httpPort(), "/ws");
    private final int unsentAtStart = sent.get();
    private int next = -1;
    private int pongs;

    Listener() {
      assertThat(socket.readText()).isEqualTo("Welcome!");
    }

    /** Reads the next frame; numbers and pongs are checked, anything else is returned. */
    private Frame read() {
      Frame frame = socket.read();
      if (frame != null && frame.opcode() == RawSocket.TEXT) {
        int number = Integer.parseInt(frame.text());
        if (next < 0) {
          assertThat(number).as("the first number").isLessThanOrEqualTo(unsentAtStart);
        } else {
          assertThat(number).isEqualTo(next);
        }
        next = number + 1;
        return null;
      }
      if (frame != null && frame.opcode() == RawSocket.PONG) {
        assertThat(frame.text()).isEqualTo("ping " + pongs);
        pongs++;
        return null;
      }
      assertThat(frame).as("the end of the connection").isNotNull();
      return frame;
    }

    void ping(int number) {
      socket.send(RawSocket.frame(RawSocket.PING, ("ping " + number).getBytes(UTF_8)));
    }

    /** Reads so many numbers. */
    void hear(int numbers) {
      for (int heard = 0; heard < numbers; ) {
        int before = next;
        assertThat(read()).isNull();
        heard += next == before ? 0 : 1;
      }
    }

    void awaitPongs(int count) {
      while (pongs < count) {
        assertThat(read()).isNull();
      }
    }

    /** Reads until that number was the last. */
    void hearUntil(int last) {
      while (next <= last) {
        assertThat(read()).isNull();
      }
    }

    void leave() {
      socket.sendClose(1000, "bye");
      Frame frame = read();
      while (frame == null) {
        frame = read();
      }
      assertThat(frame.opcode()).isEqualTo(RawSocket.CLOSE);
      assertThat(frame.closeCode()).isEqualTo(1000);
      assertThat(socket.readEnd()).isTrue();
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  @Test
  void everyClientHearsARunWithoutHolesFromItsComingToItsClose() throws Exception {
    List<Listener> staying =
        new ArrayList<>(Stream.generate(Listener::new).limit(STAYING).toList());
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    ScheduledFuture<?> stream =
        clock.scheduleAtFixedRate(this::burst, 0, BURST_MILLIS, TimeUnit.MILLISECONDS);
    try {
      List<Future<Listener>> visits = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        visits.add(workers.submit(this::visits));
      }
      for (Listener one : staying) {
        one.ping(0);
      }
      for (Future<Listener> visit : visits) {
        staying.add(visit.get(60, TimeUnit.SECONDS));
      }
      for (Listener one : staying) {
        one.ping(1);
      }
    } finally {
      stream.cancel(false);
      clock.shutdown();
      workers.shutdownNow();
    }
    assertThat(clock.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(workers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();

    assertThat(sent.get()).as("the stream went on all the time").isBetween(BURST, MOST - BURST);
    for (Listener one : staying) {
      one.hearUntil(sent.get() - 1);
      one.awaitPongs(2);
      one.leave();
      assertThat(one.next).isEqualTo(sent.get());
      one.close();
    }
  }

  private void burst() {
    if (sent.get() < MOST) {
      byte[][] frames = new byte[BURST][];
      for (int i = 0; i < BURST; i++) {
        String number = Integer.toString(sent.getAndIncrement());
        frames[i] = RawSocket.frame(RawSocket.TEXT, number.getBytes(UTF_8));
      }
      publisher.send(frames);
    }
  }

  /** Clients that come, hear, ping and go, one after the other; the last one stays. */
  private Listener visits() {
    for (int i = 0; i < VISITS; i++) {
      try (Listener visitor = new Listener()) {
        visitor.hear(i % 3);
        visitor.ping(0);
        visitor.hear(2 * BURST);
        visitor.ping(1);
        visitor.awaitPongs(2);
        visitor.leave();
      }
    }
    Listener last = new Listener();
    last.ping(0);
    last.hear(1);
    return last;
  }
}
