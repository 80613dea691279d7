package io.wsgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.connection.CloseEvent;
import io.wsgateway.support.Logs;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the ends of sockets look like a proxy reload, and what the log then says. */
class ProxyReloadsTest {
  private static final CloseEvent LOST = new CloseEvent(CloseEvent.ABNORMAL, "", true);
  private static final CloseEvent LEFT = new CloseEvent(1001, "", true);
  private static final CloseEvent OURS = new CloseEvent(1012, "retry-ms=100", false);
  private static final CloseEvent FAILED = new CloseEvent(CloseEvent.ABNORMAL, "", false);

  private final Logs logs = new Logs(ProxyReloads.class);
  private long now = TimeUnit.HOURS.toNanos(1);
  private final ProxyReloads reloads = new ProxyReloads(() -> now);
  private final Deque<PeerSockets> open = new ArrayDeque<>();
  private final InetAddress proxy = address("10.0.0.1");

  @AfterEach
  void close() {
    logs.close();
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private void open(int count) {
    for (int i = 0; i < count; i++) {
      open.add(Objects.requireNonNull(reloads.opened(proxy)));
    }
  }

  private void end(int count, CloseEvent event) {
    for (int i = 0; i < count; i++) {
      open.remove().ended(event);
    }
  }

  private void seconds(int count) {
    for (int i = 0; i < count; i++) {
      now += TimeUnit.SECONDS.toNanos(1);
      reloads.look();
    }
  }

  private List<String> said() {
    return logs.events().stream().map(event -> event.getFormattedMessage()).toList();
  }

  @Test
  void manyThatEndAtOnceAndAreBackAreToldInTwoLines() {
    open(412);
    seconds(5);
    end(412, LOST);
    seconds(2);
    assertThat(said())
        .containsExactly(
            "looks like a proxy reload: 412 sockets from one address ended at once, without a"
                + " close frame");
    assertThat(logs.pairs(0)).contains("event=proxy.reload", "remote=10.0.0.1", "sockets=412");
    seconds(3);
    open(200);
    seconds(3);
    open(212);
    seconds(1);
    assertThat(said())
        .hasSize(2)
        .last()
        .isEqualTo(
            "looks like a proxy reload: 412 sockets from one address ended at once; 412 back after"
                + " 9 s");
    assertThat(logs.pairs(1)).contains("event=proxy.reload", "back=412", "millis=9000");
    seconds(100);
    assertThat(said()).hasSize(2);
  }

  @Test
  void endsOnBothSidesOfALookAreCountedTogether() {
    open(300);
    seconds(2);
    end(140, LOST);
    seconds(1);
    end(130, LOST);
    seconds(1);
    end(20, LOST);
    seconds(1);
    assertThat(said()).singleElement().asString().contains(" 290 sockets ");
  }

  @Test
  void clientsThatReconnectAtOnceDoNotHideIt() {
    open(300);
    seconds(2);
    end(300, LOST);
    open(300);
    seconds(2);
    assertThat(said()).singleElement().asString().contains(" 300 sockets ");
    seconds(1);
    assertThat(said()).last().asString().contains("; 300 back after 3 s");
  }

  @Test
  void someThatStayAwayAreNotWaitedForOnceMostAreBack() {
    open(100);
    seconds(2);
    end(100, LOST);
    seconds(2);
    open(95);
    seconds(1);
    assertThat(said()).hasSize(1); // more may come
    seconds(1);
    assertThat(said()).last().asString().contains("; 95 of 100 back after 4 s");
  }

  @Test
  void afterAMinuteTheLineTellsHowManyAreBack() {
    open(100);
    seconds(2);
    end(100, LOST);
    seconds(2);
    open(60);
    seconds(57);
    assertThat(said()).hasSize(1);
    seconds(1);
    assertThat(said()).last().asString().contains("; 60 of 100 back after 60 s");
  }

  @Test
  void whoLeavesMeanwhileIsNotExpectedBack() {
    open(200);
    seconds(2);
    end(100, LOST);
    seconds(2);
    end(50, LEFT);
    open(100);
    seconds(1);
    assertThat(said()).last().asString().contains("; 100 back after");
  }

  @Test
  void fewerThanFiftyOrThanHalfAreNot() {
    open(49);
    seconds(2);
    end(49, LOST);
    seconds(3);
    open(201);
    seconds(2);
    end(100, LOST);
    seconds(3);
    assertThat(said()).isEmpty();
    open(99);
    seconds(2);
    end(100, LOST); // half of 200
    seconds(3);
    assertThat(said()).hasSize(1);
  }

  @Test
  void clientsThatLeaveOneByOneAreNot() {
    open(200);
    seconds(2);
    for (int i = 0; i < 10; i++) {
      end(20, LOST);
      seconds(1);
    }
    assertThat(said()).isEmpty();
  }

  @Test
  void closesOfThisNodeAndOfClientsAreNot() {
    open(600);
    seconds(2);
    end(200, OURS);
    end(200, LEFT);
    end(151, FAILED);
    end(49, LOST);
    seconds(3);
    assertThat(said()).isEmpty();
  }

  @Test
  void aDrainWithSomeThatVanishIsNot() {
    open(300);
    seconds(2);
    end(240, OURS);
    end(60, LOST); // a fifth
    seconds(3);
    assertThat(said()).isEmpty();
  }

  @Test
  void manyAddressesWithFewEachAreNot() {
    List<PeerSockets> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add(reloads.opened(address("10.0.1." + i)));
    }
    seconds(2);
    all.forEach(one -> one.ended(LOST));
    seconds(3);
    assertThat(said()).isEmpty();
  }

  @Test
  void whatEndedDuringAPauseOfThisNodeIsNot() {
    open(100);
    seconds(2);
    end(60, LOST);
    now += TimeUnit.SECONDS.toNanos(20);
    reloads.look();
    end(40, LOST);
    seconds(3);
    assertThat(said()).isEmpty();
  }

  @Test
  void linesThatClientsCauseAreLimited() {
    for (int i = 0; i < 20; i++) {
      open(60);
      seconds(2);
      end(60, LOST);
      open(60);
      seconds(3);
      end(60, LEFT);
    }
    assertThat(said()).hasSizeLessThanOrEqualTo(2 * 2 * ProxyReloads.LINES);
    assertThat(said()).filteredOn(line -> line.contains("without a close")).hasSizeGreaterThan(5);
    assertThat(logs.lines()).anyMatch(line -> line.contains("unsaid=\"7\""));
  }

  @Test
  void furtherAddressesAreNotTrackedUntilOthersAreOver() {
    List<PeerSockets> others =
        IntStream.range(0, ProxyReloads.MOST)
            .mapToObj(i -> reloads.opened(address("10.1." + i / 256 + "." + i % 256)))
            .toList();
    assertThat(reloads.opened(proxy)).isNull();
    others.forEach(one -> one.ended(LEFT));
    seconds(1);
    assertThat(reloads.opened(proxy)).isNotNull();
    assertThat(reloads.opened(null)).isNull();
  }
}
