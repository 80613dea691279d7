package io.wsgateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import io.vertx.core.json.JsonObject;
import io.wsgateway.config.LoggingConfig;
import io.wsgateway.config.LoggingConfig.LogFormat;
import io.wsgateway.config.LoggingConfig.LogLevel;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;

class LogSetupTest {
  private final LoggerContext context = new LoggerContext();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void textHasTimeLevelClassMessageAndPairs() {
    Logger log = logger(LogFormat.TEXT, LogLevel.INFO, "io.wsgateway.server.Upgrade");
    log.atInfo()
        .addKeyValue("event", "client.connected")
        .addKeyValue("agent", "My \"Browser\" 1")
        .log("client {} connected", 7);
    assertThat(lines())
        .singleElement()
        .asString()
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  Upgrade: client 7 .*")
        .endsWith("client 7 connected event=client.connected agent=\"My \\\"Browser\\\" 1\"");
  }

  @Test
  void textEndsWithTheLineToPaste() {
    Logger log = logger(LogFormat.TEXT, LogLevel.INFO, "io.wsgateway.A");
    log.atWarn()
        .addKeyValue("remedy", "origins.allow: [\"https://a.example\"]")
        .addKeyValue("event", "origin.refused")
        .log("no");
    assertThat(lines())
        .singleElement()
        .asString()
        .endsWith("no event=origin.refused; add: origins.allow: [\"https://a.example\"]");
  }

  @Test
  void textOfClientsCannotForgeLinesOrMoveTheCursor() {
    Logger log = logger(LogFormat.TEXT, LogLevel.INFO, "io.wsgateway.A");
    log.atInfo()
        .addKeyValue("reason", "bye\r\n2026 ERROR forged\u001b[2J\u202e\u2028\u0085x")
        .log("closed\nERROR forged");
    log.error("failed", new IllegalStateException("line\n2026-01-01 ERROR forged \u001b[1m"));
    List<String> lines = lines();
    assertThat(lines.get(0))
        .contains("closed\\u000aERROR forged")
        .contains("bye\\u000d\\u000a2026 ERROR forged\\u001b[2J\\u202e\\u2028\\u0085x");
    assertThat(lines.get(1)).endsWith("failed");
    assertThat(lines.subList(2, lines.size()))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).startsWith("    "))
        .noneSatisfy(line -> assertThat(line).contains("\u001b"));
  }

  @Test
  void whatLooksLikeAnEscapeIsToldFromOne() {
    Logger log = logger(LogFormat.TEXT, LogLevel.INFO, "io.wsgateway.A");
    log.atInfo().addKeyValue("reason", "a \n\\u000a\u200b 🎉").log("x");
    assertThat(lines())
        .singleElement()
        .asString()
        .endsWith("x reason=\"a \\u000a\\\\u000a\\u200b 🎉\"");
  }

  @Test
  void jsonHasThePairsBesideTheMessage() {
    Logger log = logger(LogFormat.JSON, LogLevel.INFO, "io.wsgateway.A");
    log.atWarn()
        .addKeyValue("event", "client.closed")
        .addKeyValue("code", 1013)
        .addKeyValue("clean", true)
        .addKeyValue("reason", "a\n\"b\" \ud800 ☃")
        .addKeyValue("level", "mine")
        .setCause(new IllegalStateException("x"))
        .log("client {} left", "c1");
    JsonObject line = new JsonObject(lines().get(0));
    assertThat(Instant.parse(line.getString("time"))).isBefore(Instant.now().plusSeconds(1));
    assertThat(line.getString("level")).isEqualTo("WARN");
    assertThat(line.getString("_level")).isEqualTo("mine");
    assertThat(line.getString("logger")).isEqualTo("io.wsgateway.A");
    assertThat(line.getString("message")).isEqualTo("client c1 left");
    assertThat(line.getString("event")).isEqualTo("client.closed");
    assertThat(line.getValue("code")).isEqualTo(1013);
    assertThat(line.getValue("clean")).isEqualTo(true);
    assertThat(line.getString("reason")).isEqualTo("a\n\"b\" ? ☃");
    assertThat(line.getString("stack")).startsWith("java.lang.IllegalStateException: x");
  }

  @Test
  void whatTheEventBusSaysOfEachBeaconThatDoesNotArriveIsLeftOut() {
    Logger bus =
        logger(
            LogFormat.TEXT,
            LogLevel.INFO,
            "io.vertx.core.eventbus.impl.clustered.ClusteredEventBus");
    assertThat(bus.isWarnEnabled()).isFalse();
    assertThat(bus.isErrorEnabled()).isTrue();
  }

  @Test
  void aFloodOfALibraryIsCapped() {
    Logger hazelcast = logger(LogFormat.TEXT, LogLevel.INFO, "com.hazelcast.A");
    for (int i = 0; i < 300; i++) {
      hazelcast.error("[127.0.0.1]:{} failed", i, new IllegalStateException("x"));
    }
    assertThat(lines().stream().filter(line -> line.contains(" ERROR "))).hasSize(5);
  }

  @ParameterizedTest
  @CsvSource({
    "ERROR,ERROR,ERROR",
    "WARN,WARN,WARN",
    "INFO,INFO,WARN",
    "DEBUG,DEBUG,INFO",
    "TRACE,TRACE,DEBUG"
  })
  void librariesAreQuieterThanTheGateway(LogLevel level, String own, String libraries) {
    logger(LogFormat.TEXT, level, "x");
    assertThat(context.getLogger("io.wsgateway.A").getEffectiveLevel()).hasToString(own);
    assertThat(context.getLogger("io.netty.B").getEffectiveLevel()).hasToString(libraries);
  }

  @Test
  void applyingAgainReplacesWhatWasThere() {
    logger(LogFormat.TEXT, LogLevel.INFO, "x");
    logger(LogFormat.TEXT, LogLevel.INFO, "io.wsgateway.A").info("once");
    assertThat(lines()).hasSize(1);
  }

  @Test
  void aReaderThatStallsNeitherBlocksNorHidesWhatWasDropped() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    OutputStream stalled =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new UnsupportedOperationException();
          }

          @Override
          public void write(byte[] bytes, int from, int length) {
            try {
              release.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            out.write(bytes, from, length);
          }
        };
    apply(LogFormat.TEXT, LogLevel.INFO, stalled);
    Logger log = context.getLogger("io.wsgateway.A");
    AtomicInteger logged = new AtomicInteger();
    for (; logged.get() < 30_000; logged.incrementAndGet()) {
      log.info("line");
    }
    release.countDown();
    Awaitility.await()
        .until(
            () -> {
              log.info("line");
              logged.incrementAndGet();
              return out.toString(UTF_8).contains("event=log.dropped");
            });
    List<String> lines = lines();
    long written = lines.stream().filter(line -> line.endsWith("A: line")).count();
    int dropped =
        lines.stream()
            .filter(line -> line.contains("event=log.dropped"))
            .mapToInt(line -> Integer.parseInt(line.replaceAll(".* lines=", "")))
            .sum();
    assertThat(dropped).isPositive();
    assertThat(written + dropped).isEqualTo(logged.get());
  }

  private Logger logger(LogFormat format, LogLevel level, String name) {
    apply(format, level, out);
    return context.getLogger(name);
  }

  private void apply(LogFormat format, LogLevel level, OutputStream stream) {
    context.setMDCAdapter(new LogbackMDCAdapter());
    OutputStreamAppender<ILoggingEvent> lines =
        new OutputStreamAppender<ILoggingEvent>() {
          @Override
          public void start() {
            setOutputStream(stream);
            super.start();
          }
        };
    LogSetup.apply(context, new LoggingConfig(format, level, null), lines);
  }

  /** What was written, after what waits has been. */
  private List<String> lines() {
    context.stop();
    return out.toString(UTF_8).lines().toList();
  }
}
