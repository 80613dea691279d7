package io.wsgateway.config.check;

import io.wsgateway.config.GatewayConfig;
import io.wsgateway.config.schema.ConfigValues;
import io.wsgateway.config.schema.Entry;
import io.wsgateway.config.schema.EnumNames;
import io.wsgateway.config.schema.Shape;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lists the keys whose features do not exist yet. The gateway accepts them only at their default,
 * so that no one relies on a feature that is missing. To enable a feature, delete its row.
 */
public final class UnsupportedKeys {
  /**
   * Describes a key without effect.
   *
   * @param key the key as declared
   * @param value the values not supported, with '|' between them; empty for all except the default
   * @param reason which feature is missing
   */
  public record Row(String key, String value, String reason) {
    public List<String> words() {
      return value.isEmpty() ? List.of() : List.of(value.split("\\|"));
    }
  }

  private static final String HISTORY = "message history is not supported";
  private static final String USERS = "events of users are not supported";
  private static final String CONNECT = "webhooks that decide who connects are not supported";
  private static final String CENTRIFUGO = "the Centrifugo client protocol is not supported";
  private static final String PRESENCE = "presence is not supported";
  private static final String SUBSCRIBING = "clients cannot choose channels";

  /** {@code rule.} stands for the default rule and for those of namespaces. */
  static final List<Row> ROWS =
      List.of(
          new Row("centrifugo.path", "", CENTRIFUGO),
          new Row("centrifugo.pingSeconds", "", CENTRIFUGO),
          new Row("centrifugo.pongSeconds", "", CENTRIFUGO),
          new Row("auth.channels", "", CENTRIFUGO),
          new Row("auth.anonymous", "", CENTRIFUGO),
          new Row("auth.insecure", "", CENTRIFUGO),
          new Row("rule.presence", "", PRESENCE),
          new Row("rule.joinLeave", "", PRESENCE),
          new Row("rule.history.size", "", HISTORY),
          new Row("rule.history.ttlSeconds", "", HISTORY),
          new Row("rule.history.metaTtlSeconds", "", HISTORY),
          new Row("rule.history.recovery", "", HISTORY),
          new Row("limits.subscriptionsPerClient", "", SUBSCRIBING),
          new Row("history.maxBytes", "", HISTORY),
          new Row("history.checkSeconds", "", HISTORY),
          new Row("history.idempotencySeconds", "", HISTORY),
          new Row("history.whenIsolated", "", HISTORY),
          new Row("rpc.methods", "", CENTRIFUGO),
          new Row("rpc.timeoutSeconds", "", CENTRIFUGO),
          new Row("hooks.connect.url", "", CONNECT),
          new Row("hooks.connect.cacheSeconds", "", CONNECT),
          new Row("hooks.connect.whenDown", "", CONNECT),
          new Row("events.send", "online|offline", USERS),
          new Row("events.offlineGraceSeconds", "", USERS));

  private UnsupportedKeys() {}

  static void check(GatewayConfig config, Problems problems) {
    ConfigValues.forEach(
        config,
        (path, declared, entry, value) ->
            find(declared)
                .filter(row -> refuses(row, entry, value))
                .ifPresent(row -> problems.add(path, sentence(row, entry))));
  }

  /** Returns the row of a key as declared. */
  public static Optional<Row> find(String declared) {
    String key = declared.replaceFirst("^channels\\.(default|namespaces\\.\\*)\\.", "rule.");
    return ROWS.stream().filter(row -> row.key().equals(key)).findFirst();
  }

  /** Whether a key as declared accepts no other value than its default. */
  public static boolean isOnlyDefault(String declared, Entry entry) {
    return find(declared).filter(row -> row.value().isEmpty() || leavesOne(row, entry)).isPresent();
  }

  private static boolean leavesOne(Row row, Entry entry) {
    return entry.shape() instanceof Shape.Scalar scalar
        && scalar.type().isEnum()
        && EnumNames.all(scalar.type()).size() == row.words().size() + 1;
  }

  private static boolean refuses(Row row, Entry entry, @Nullable Object value) {
    if (row.value().isEmpty()) {
      return !Objects.equals(value, initial(entry));
    }
    List<?> given = value instanceof List<?> list ? list : Collections.singletonList(value);
    return given.stream()
        .anyMatch(v -> v instanceof Enum<?> word && row.words().contains(EnumNames.of(word)));
  }

  private static String sentence(Row row, Entry entry) {
    String what = row.value().isEmpty() ? "cannot be set yet" : absent(row.words());
    String initial = entry.key().initial();
    String rest = initial.isEmpty() ? "leave it out" : "leave it at " + initial;
    return what + ": " + row.reason() + "; " + rest;
  }

  private static String absent(List<String> words) {
    return String.join(" and ", words)
        + (words.size() == 1 ? " is" : " are")
        + " not supported yet";
  }

  private static @Nullable Object initial(Entry entry) {
    if (entry.shape() instanceof Shape.ListOf) {
      return List.of();
    }
    return entry.shape() instanceof Shape.Scalar scalar && !entry.nullable()
        ? scalar.initial()
        : null;
  }
}
