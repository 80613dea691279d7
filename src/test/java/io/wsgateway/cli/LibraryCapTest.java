package io.wsgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Floods of library lines, on a clock of their own. */
final class LibraryCapTest {
  private static final String HAZELCAST = "com.hazelcast.internal.server.tcp.TcpServerConnection";

  private final LoggerContext context = new LoggerContext();
  private long now;
  private final LibraryCap cap = new LibraryCap(() -> now);

  private LoggingEvent line(String logger, Level level, String message) {
    return new LoggingEvent("x", context.getLogger(logger), level, message, null, null);
  }

  private boolean passes(String logger, Level level, String message) {
    return cap.decide(line(logger, level, message)) != FilterReply.DENY;
  }

  private long passed(int lines, String logger, Level level, String message) {
    return IntStream.range(0, lines)
        .filter(i -> passes(logger, level, message.replace("{i}", String.valueOf(i))))
        .count();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.hazelcast.A",
        "io.vertx.core.eventbus.impl.clustered.ClusteredMessage",
        "io.netty.B"
      })
  void aFloodOfOneKindIsCappedWhateverNumbersAreInIt(String logger) {
    assertThat(passed(300, logger, Level.ERROR, "[10.0.0.{i}]:5701 [x] failed after {i} ms"))
        .isEqualTo(5);
    assertThat(passed(300, logger, Level.WARN, "member afee{i}-17a5 said no")).isEqualTo(5);
  }

  @Test
  void theNextLineSaysHowManyWereLeftOut() {
    passed(300, HAZELCAST, Level.WARN, "closed {i}");
    now += TimeUnit.MINUTES.toNanos(1);
    LoggingEvent next = line(HAZELCAST, Level.WARN, "closed 301");
    assertThat(cap.decide(next)).isEqualTo(FilterReply.NEUTRAL);
    assertThat(next.getKeyValuePairs())
        .singleElement()
        .satisfies(
            pair -> {
              assertThat(pair.key).isEqualTo("unsaid");
              assertThat(pair.value).isEqualTo(295L);
            });
  }

  @Test
  void oneKindDoesNotHideAnother() {
    passed(300, HAZELCAST, Level.WARN, "closed {i}");
    assertThat(passes(HAZELCAST, Level.WARN, "opened 1")).isTrue();
    assertThat(passes("com.hazelcast.Other", Level.WARN, "closed 1")).isTrue();
  }

  @Test
  void theGatewaysOwnLinesAndThoseThatWereAskedForAreNotCappedHere() {
    assertThat(passed(300, "io.wsgateway.server.A", Level.WARN, "x {i}")).isEqualTo(300);
    assertThat(passed(300, HAZELCAST, Level.INFO, "x {i}")).isEqualTo(300);
  }

  @Test
  void kindsWithoutNumberShareWhatIsLeft() {
    Set<String> names = new TreeSet<>();
    IntStream.range(0, 2000)
        .mapToObj(i -> Integer.toString(i, 36).replaceAll("\\d", "") + word(i))
        .forEach(names::add);
    long passed = names.stream().filter(name -> passes(HAZELCAST, Level.WARN, name)).count();
    assertThat(names.size()).isGreaterThan(2 * LibraryCap.KINDS);
    assertThat(passed).isEqualTo(LibraryCap.KINDS + 20);
    now += TimeUnit.MINUTES.toNanos(1);
    assertThat(passes(HAZELCAST, Level.WARN, "a kind that comes later")).isTrue();
  }

  private static String word(int i) {
    return IntStream.of(i / 676 % 26, i / 26 % 26, i % 26)
        .mapToObj(c -> String.valueOf((char) ('a' + c)))
        .reduce("", String::concat);
  }
}
