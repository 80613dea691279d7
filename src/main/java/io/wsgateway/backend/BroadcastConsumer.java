package io.wsgateway.backend;

import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import io.wsgateway.backend.BusBodies.RefusedBody;
import io.wsgateway.broker.Broker;
import io.wsgateway.channel.Payload;
import io.wsgateway.config.EndpointConfig;
import io.wsgateway.metrics.BackendMetrics.Rejection;
import io.wsgateway.relay.ChannelPattern;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Handles {@code gateway.broadcast}: one message to all clients of raw endpoints. A send lands on
 * one node, which relays it; a publish lands on every node, and each serves its own clients.
 */
final class BroadcastConsumer {
  private final Broker broker;
  private final Rejections rejections;
  private final List<ChannelPattern> all;
  private final Map<String, List<ChannelPattern>> byEndpoint;

  BroadcastConsumer(Broker broker, List<EndpointConfig> endpoints, Rejections rejections) {
    this.broker = broker;
    this.rejections = rejections;
    this.all = endpoints.stream().map(e -> e.channel()).distinct().map(ChannelPattern::of).toList();
    this.byEndpoint =
        endpoints.stream()
            .collect(
                Collectors.toMap(
                    EndpointConfig::path, e -> List.of(ChannelPattern.of(e.channel()))));
  }

  void take(Message<Object> message) {
    if (message.headers().contains("channel")) {
      // It is meant for one channel, but all clients would receive it.
      rejections.refuse(
          message,
          Rejection.BAD_REQUEST,
          400,
          "a broadcast goes to all clients and takes no header channel; nothing was sent, use"
              + " gateway.publish to reach one channel");
      return;
    }
    List<ChannelPattern> patterns = patterns(message.headers().get("endpoint"));
    if (patterns == null) {
      rejections.refuse(
          message, Rejection.UNKNOWN, 404, "the header endpoint names no configured path");
      return;
    }
    Payload payload;
    try {
      payload = BusBodies.taken(message);
    } catch (RefusedBody e) {
      rejections.refuse(message, Rejection.BAD_REQUEST, 400, String.valueOf(e.getMessage()));
      return;
    }
    broker
        .broadcast(patterns, payload, message.isSend())
        .onSuccess(v -> reply(message))
        .onFailure(failure -> rejections.refuse(message, failure));
  }

  private @Nullable List<ChannelPattern> patterns(@Nullable String endpoint) {
    return endpoint == null ? all : byEndpoint.get(endpoint);
  }

  private void reply(Message<Object> message) {
    if (message.replyAddress() != null) {
      broker
          .arrived()
          .onSuccess(unconfirmed -> message.reply(new JsonObject(), ReplyHeaders.of(unconfirmed)));
    }
  }
}
