package io.wsgateway.abuse;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Every line of some classes, the gateway's own unless others are named, at its most talkative. */
final class Logs extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final Level level;

  Logs() {
    this("io.wsgateway");
  }

  Logs(String name) {
    logger = (Logger) LoggerFactory.getLogger(name);
    level = logger.getLevel();
    setContext(logger.getLoggerContext());
    start();
    logger.setLevel(Level.TRACE);
    logger.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    events.add(event);
  }

  /** Messages, pairs and exceptions, one text a line. */
  List<String> lines() {
    return events.stream()
        .map(e -> e.getFormattedMessage() + " " + e.getKeyValuePairs() + " " + thrown(e))
        .toList();
  }

  /** How many lines have a stack trace. */
  long stackTraces() {
    return events.stream().filter(event -> event.getThrowableProxy() != null).count();
  }

  private static String thrown(ILoggingEvent event) {
    return event.getThrowableProxy() == null ? "" : event.getThrowableProxy().getMessage();
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    logger.setLevel(level);
  }
}
