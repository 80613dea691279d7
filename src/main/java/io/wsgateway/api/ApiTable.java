package io.wsgateway.api;

import io.wsgateway.config.ApiKeyConfig.ApiScope;
import java.util.List;

/** The methods of the API: name, required scope, fields, implementation. */
final class ApiTable {
  private static final KnownFields MESSAGE = KnownFields.of("data", "b64data");

  /** Fields of Centrifugo that stand for another of its ways to name clients. */
  private static final KnownFields CLIENT =
      KnownFields.of("client", "user", "session", "whitelist");

  /** With {@code delta}: the data is sent whole, which clients of deltas understand, too. */
  private static final KnownFields PUBLICATION =
      MESSAGE.and("tags", "idempotency_key", "skip_history", "version", "version_epoch", "delta");

  /** One method. */
  record Row(String name, ApiScope scope, KnownFields fields, ApiMethod method) {}

  private ApiTable() {}

  static List<Row> rows(ApiCalls calls) {
    return List.of(
        new Row(
            "publish",
            ApiScope.PUBLISH,
            PUBLICATION.and("channel"),
            new PublishMethod(calls.publisher())),
        new Row(
            "broadcast",
            ApiScope.PUBLISH,
            PUBLICATION.and("channels"),
            new BroadcastMethod(calls.publisher())),
        new Row(
            "send",
            ApiScope.PUBLISH,
            CLIENT.and("data", "b64data"),
            new SendMethod(calls.clients())),
        new Row(
            "disconnect",
            ApiScope.MANAGE,
            CLIENT.and("disconnect"),
            new DisconnectMethod(calls.clients(), calls.users())),
        new Row(
            "block",
            ApiScope.MANAGE,
            KnownFields.of("user", "seconds"),
            new BlockMethod(calls.clients(), calls.users())),
        new Row(
            "explain",
            ApiScope.READ,
            KnownFields.of(
                "path",
                "channel",
                "action",
                "user",
                "token",
                "host",
                "origin",
                "headers",
                "remote",
                "subscribed"),
            new ExplainMethod(calls.explain(), calls.users()::isBlocked)),
        new Row("reload", ApiScope.MANAGE, KnownFields.of(), new ReloadMethod(calls.reload())),
        new Row(
            "drain", ApiScope.MANAGE, KnownFields.of("status"), DrainMethod.drain(calls.drain())),
        new Row(
            "undrain",
            ApiScope.MANAGE,
            KnownFields.of("status"),
            DrainMethod.undrain(calls.drain())));
  }
}
