package io.wsgateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Publications that fail in every way there is, most of which a whole node does not show. */
final class ApiFailuresTest {
  @ParameterizedTest
  @CsvSource({
    "INTERNAL,100,internal server error,500",
    "UNAVAILABLE,100,internal server error,503",
    "UNKNOWN_CHANNEL,102,unknown channel,404",
    "BAD_REQUEST,107,bad request,400",
    "TOO_LARGE,107,bad request,413",
    "NOT_AVAILABLE,108,not available,400",
    "TOO_MANY_REQUESTS,111,too many requests,429"
  })
  void errorsComeWithStatus200OrInTransportModeWithTheirOwn(
      ApiError error, int code, String message, int status) throws Exception {
    try (ManagementServer server = ManagementServer.failing(new ApiFailure(error, "on purpose"))) {
      String body = "{\"code\":" + code + ",\"message\":\"" + message + ": on purpose\"}";
      HttpResponse<String> answer = server.publish("any other");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"error\":" + body + "}");
      HttpResponse<String> transport = server.publish("transport");
      assertThat(transport.statusCode()).isEqualTo(status);
      assertThat(transport.body()).isEqualTo(body);
    }
  }

  @Test
  void anAccidentTellsNothingAboutItself() throws Exception {
    try (ManagementServer server =
        ManagementServer.failing(new IllegalStateException("secret detail"))) {
      assertThat(server.publish("any other").body())
          .isEqualTo("{\"error\":{\"code\":100,\"message\":\"internal server error\"}}");
    }
  }
}
