package io.wsgateway.api;

import io.vertx.core.http.HttpServerRequest;
import io.wsgateway.audit.AuditLine;
import io.wsgateway.audit.AuditLog;
import io.wsgateway.channel.LogCap;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Records each call of a method of the API in the audit log: who, what, on which channel, client or
 * user, from where, and the outcome. It never records a key or the data of a message. Belongs to
 * the API's event loop.
 */
final class AuditTrail {
  /** Any address may call without a key, so their lines have a limit. */
  static final int KEYLESS_PER_MINUTE = 100;

  private static final String OK = "ok";

  private final @Nullable AuditLog log;
  private final LogCap keyless =
      new LogCap(KEYLESS_PER_MINUTE, TimeUnit.MINUTES.toNanos(1), System::nanoTime);

  /** With null, it records nothing. */
  AuditTrail(@Nullable AuditLog log) {
    this.log = log;
  }

  /** Records a call without a valid key. */
  void unauthorized(HttpServerRequest request, ApiTable.Row row, int status) {
    if (log == null) {
      return;
    }
    long unsaid = keyless.next();
    if (unsaid >= 0) {
      AuditLine line = line("", row).text("outcome", Integer.toString(status));
      if (unsaid > 0) {
        line.number("unsaid", unsaid);
      }
      end(log, line, request);
    }
  }

  /** Records a call that did not reach the method. */
  void refused(HttpServerRequest request, ApiTable.Row row, ApiKeys.Caller caller, int status) {
    done(request, row, caller, null, Outcome.of(status));
  }

  /**
   * How a call ended.
   *
   * @param code {@code ok}, the code of an error, or the HTTP status of a call that did not reach
   *     the method
   * @param failures how many channels of a broadcast have an error of their own
   */
  record Outcome(String code, int failures) {
    static Outcome ok(int failures) {
      return new Outcome(OK, failures);
    }

    static Outcome of(int code) {
      return new Outcome(Integer.toString(code), 0);
    }
  }

  /**
   * Records a call.
   *
   * @param fields its body; null if it cannot be read
   */
  void done(
      HttpServerRequest request,
      ApiTable.Row row,
      ApiKeys.Caller caller,
      @Nullable JsonFields fields,
      Outcome outcome) {
    if (log == null) {
      return;
    }
    AuditLine line = line(caller.name(), row);
    if (fields != null) {
      subject(line, ApiSubject.of(row.name()), fields);
    }
    line.text("outcome", outcome.code());
    if (outcome.failures() > 0) {
      line.number("failures", outcome.failures());
    }
    end(log, line, request);
  }

  private static AuditLine line(String key, ApiTable.Row row) {
    return new AuditLine(Instant.now()).text("key", key).text("method", row.name());
  }

  private static void end(AuditLog log, AuditLine line, HttpServerRequest request) {
    log.write(line.text("remote", ApiGate.peer(request)));
  }

  private static void subject(AuditLine line, ApiSubject subject, JsonFields fields) {
    switch (subject) {
      case CHANNEL -> {
        String channel = text(fields, "channel");
        if (!channel.isEmpty()) {
          line.channel("channel", channel);
        }
      }
      case CHANNELS -> {
        List<String> channels = texts(fields, "channels");
        line.channels("channels", channels).number("count", channels.size());
      }
      case CLIENT -> {
        texts(line, fields, List.of("client", "user"));
        seconds(line, fields);
      }
      case QUESTION -> {
        // Its query may hold a token.
        String path = text(fields, "path").split("\\?", 2)[0];
        if (!path.isEmpty()) {
          line.text("path", path);
        }
        String channel = text(fields, "channel");
        if (!channel.isEmpty()) {
          line.channel("channel", channel);
        }
        texts(line, fields, List.of("user", "action"));
      }
      case NODE -> {}
    }
  }

  private static void texts(AuditLine line, JsonFields fields, List<String> names) {
    for (String name : names) {
      String value = text(fields, name);
      if (!value.isEmpty()) {
        line.text(name, value);
      }
    }
  }

  private static void seconds(AuditLine line, JsonFields fields) {
    try {
      if (!fields.isNull("seconds")) {
        line.number("seconds", fields.number("seconds"));
      }
    } catch (BadBodyException wrongType) {
      // The method reports it.
    }
  }

  /** The method reports a wrong type. */
  private static String text(JsonFields fields, String name) {
    try {
      return fields.text(name);
    } catch (BadBodyException wrongType) {
      return "";
    }
  }

  private static List<String> texts(JsonFields fields, String name) {
    try {
      return fields.texts(name);
    } catch (BadBodyException wrongType) {
      return List.of();
    }
  }
}
