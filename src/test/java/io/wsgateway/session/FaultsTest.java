package io.wsgateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wsgateway.metrics.FaultMetrics;
import io.wsgateway.metrics.FaultMetrics.Where;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class FaultsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Faults faults = new Faults(new FaultMetrics(registry));
  private final Logger logger = (Logger) LoggerFactory.getLogger(Faults.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
  }

  private double counted(Where where) {
    return registry.get("gateway.faults").tag("where", where.label()).counter().count();
  }

  private static String pairs(ILoggingEvent line) {
    return line.getKeyValuePairs().stream()
        .map(pair -> pair.key + "=" + pair.value)
        .collect(Collectors.joining(" "));
  }

  @Test
  void aFaultIsLoggedOnceWithItsStackTraceAndCounted() {
    faults.add(Where.FORWARD, new IllegalStateException("planted"));

    assertThat(lines.list).hasSize(1);
    ILoggingEvent line = lines.list.get(0);
    assertThat(line.getLevel()).isEqualTo(Level.ERROR);
    assertThat(pairs(line)).isEqualTo("event=message.failed where=forward");
    assertThat(line.getThrowableProxy().getMessage()).isEqualTo("planted");
    assertThat(line.getThrowableProxy().getStackTraceElementProxyArray()[0].getSTEAsString())
        .contains("FaultsTest.aFaultIsLoggedOnce");
    assertThat(counted(Where.FORWARD)).isEqualTo(1);
    assertThat(counted(Where.BACKEND_CALL)).isZero();
  }

  @Test
  void manyFaultsOfOnePlaceAreCountedAndDoNotFloodTheLog() {
    for (int i = 0; i < 100; i++) {
      faults.add(Where.FORWARD, new IllegalStateException("planted"));
    }
    faults.add(Where.CLIENT_PUBLISH, new IllegalStateException("the first of another place"));

    assertThat(lines.list).hasSize(6);
    assertThat(counted(Where.FORWARD)).isEqualTo(100);
  }
}
