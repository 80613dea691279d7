package io.wsgateway.api;

import io.wsgateway.config.ApiKeyConfig.ApiScope;
import java.util.List;

/** The methods of the API: name, the scope it takes, what it does. */
final class ApiTable {
  /** One method. */
  record Row(String name, ApiScope scope, ApiMethod method) {}

  private ApiTable() {}

  static List<Row> rows(ApiPublisher publisher) {
    return List.of(
        new Row("publish", ApiScope.PUBLISH, new PublishMethod(publisher)),
        new Row("broadcast", ApiScope.PUBLISH, new BroadcastMethod(publisher)));
  }
}
