package io.wsgateway.api;

import io.wsgateway.config.ApiKeyConfig.ApiScope;
import java.util.List;

/** The methods of the API: name, required scope, implementation. */
final class ApiTable {
  /** One method. */
  record Row(String name, ApiScope scope, ApiMethod method) {}

  private ApiTable() {}

  static List<Row> rows(ApiCalls calls) {
    return List.of(
        new Row("publish", ApiScope.PUBLISH, new PublishMethod(calls.publisher())),
        new Row("broadcast", ApiScope.PUBLISH, new BroadcastMethod(calls.publisher())),
        new Row("send", ApiScope.PUBLISH, new SendMethod(calls.clients())),
        new Row(
            "disconnect", ApiScope.MANAGE, new DisconnectMethod(calls.clients(), calls.users())),
        new Row("block", ApiScope.MANAGE, new BlockMethod(calls.clients(), calls.users())),
        new Row("explain", ApiScope.READ, new ExplainMethod(calls.explain(), calls.users()::isBlocked)),
        new Row("reload", ApiScope.MANAGE, new ReloadMethod(calls.reload())),
        new Row("drain", ApiScope.MANAGE, DrainMethod.drain(calls.drain())),
        new Row("undrain", ApiScope.MANAGE, DrainMethod.undrain(calls.drain())));
  }
}
