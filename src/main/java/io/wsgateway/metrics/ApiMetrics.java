package io.wsgateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Meters of the HTTP API. Errors are sent in responses with status 200, so they are counted here.
 */
public final class ApiMetrics {
  private final MeterRegistry registry;
  private final Counter unauthorized;
  private final Map<String, Counter> answered = new ConcurrentHashMap<>();

  /** Registers the meters. */
  public ApiMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.unauthorized =
        Counter.builder("gateway.auth.failures")
            .description("Refused credentials, by reason")
            .tag("reason", "api_key")
            .register(registry);
  }

  /** Counts a request without a valid key. */
  public void unauthorized() {
    unauthorized.increment();
  }

  /**
   * Counts a request that reached a method of the API.
   *
   * @param method a name of the API's table
   * @param result {@code ok}, or the error's code
   */
  public void answered(String method, String result) {
    counter(method, result).increment();
  }

  /** Registers the counter of a method's result, so that it exists with 0 from the start. */
  public void declare(String method, String result) {
    counter(method, result);
  }

  private Counter counter(String method, String result) {
    return answered.computeIfAbsent(
        method + " " + result,
        key ->
            Counter.builder("gateway.api.requests")
                .description("Requests that reached a method of the HTTP API, by result")
                .tag("method", method)
                .tag("result", result)
                .register(registry));
  }
}
