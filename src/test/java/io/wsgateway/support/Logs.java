package io.wsgateway.support;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** Every line of some classes, the gateway's own unless others are named, at its most talkative. */
public final class Logs extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final Level level;

  /** Of the whole gateway. */
  public Logs() {
    this("io.wsgateway");
  }

  /** Of one class. */
  public Logs(Class<?> type) {
    this(type.getName());
  }

  /** Of a package or class. */
  public Logs(String name) {
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

  /** What was logged so far. */
  public List<ILoggingEvent> events() {
    return List.copyOf(events);
  }

  /** Messages, pairs and exceptions, one text a line. */
  public List<String> lines() {
    return events.stream()
        .map(e -> e.getFormattedMessage() + " " + e.getKeyValuePairs() + " " + thrown(e))
        .toList();
  }

  /** The key-value pairs of a line, each as {@code key=value}. */
  public List<String> pairs(int index) {
    List<KeyValuePair> pairs = events.get(index).getKeyValuePairs();
    return pairs.stream().map(pair -> pair.key + "=" + pair.value).toList();
  }

  /** How many lines have a stack trace. */
  public long stackTraces() {
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
