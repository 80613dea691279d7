package io.wsgateway.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import io.wsgateway.config.LoggingConfig;
import io.wsgateway.config.LoggingConfig.LogFormat;
import io.wsgateway.config.LoggingConfig.LogLevel;
import org.slf4j.LoggerFactory;

/**
 * Sets up the log of the process from the configuration. {@code logging.level} is the level of the
 * gateway; libraries log one level less, because their INFO lines describe their internals.
 *
 * <p>Warnings of libraries pass through a {@link LibraryCap}, and all lines through a {@link
 * BoundedLog}, so that a stalled reader of standard output does not block event loops.
 */
final class LogSetup {
  private LogSetup() {}

  /** Directs the log to standard output as configured. */
  static void apply(LoggingConfig config) {
    apply(processContext(), config, new ConsoleAppender<>());
  }

  /** Sets another level. */
  static void level(LogLevel level) {
    level(processContext(), level);
  }

  private static void level(LoggerContext context, LogLevel level) {
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(libraries(level));
    context.getLogger("io.wsgateway").setLevel(Level.valueOf(level.name()));
  }

  /** Writes the queued lines and ends the log; the process does this last. */
  static void stop() {
    processContext().stop();
  }

  static void apply(
      LoggerContext context, LoggingConfig config, OutputStreamAppender<ILoggingEvent> lines) {
    context.reset();
    lines.setContext(context);
    lines.setName("lines");
    lines.setEncoder(encoder(config.format(), context));
    lines.start();
    BoundedLog bounded = new BoundedLog();
    bounded.setContext(context);
    bounded.setName("bounded");
    if (libraries(config.level()).isGreaterOrEqual(Level.WARN)) {
      bounded.addFilter(new MemberFarewells());
    }
    bounded.addFilter(new LibraryCap(System::nanoTime));
    bounded.addAppender(lines);
    bounded.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(bounded);
    level(context, config.level());
    // It warns once per registry that Vert.x registered one of Netty's gauges twice: harmless.
    context.getLogger("io.micrometer.core.instrument.MeterRegistry").setLevel(Level.ERROR);
    // It logs a stack trace for each beacon, once a second, that did not reach a node. The gateway
    // counts these, and cluster.node.unheard has the reason.
    context
        .getLogger("io.vertx.core.eventbus.impl.clustered.ClusteredEventBus")
        .setLevel(Level.ERROR);
  }

  private static Encoder<ILoggingEvent> encoder(LogFormat format, LoggerContext context) {
    EncoderBase<ILoggingEvent> encoder =
        switch (format) {
          case TEXT -> new TextLines();
          case JSON -> new JsonLines();
        };
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  private static Level libraries(LogLevel own) {
    return switch (own) {
      case ERROR -> Level.ERROR;
      case WARN, INFO -> Level.WARN;
      case DEBUG -> Level.INFO;
      case TRACE -> Level.DEBUG;
    };
  }

  private static LoggerContext processContext() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }
}
