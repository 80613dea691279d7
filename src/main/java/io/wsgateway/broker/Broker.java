package io.wsgateway.broker;

import io.vertx.core.Future;
import io.wsgateway.broker.PublishRefused.Reason;
import io.wsgateway.channel.ChannelName;
import io.wsgateway.channel.ChannelRules;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publication;
import io.wsgateway.channel.StreamPosition;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.BrokerMetrics;
import io.wsgateway.relay.ChannelPattern;
import io.wsgateway.relay.Outbox;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The single entry point for publishing. Each loop that publishes has its own broker, and calls it
 * on that loop only; publications from one loop keep their order.
 */
public final class Broker {
  private final Loop loop;
  private final ChannelRules rules;
  private final BrokerLimits limits;
  private final ChannelRates rates;
  private final Outbox outbox;
  private final BrokerMetrics metrics;
  private final BooleanSupplier inService;
  private final ChannelSchemas schemas;

  /** Makes the broker of a loop whose channels have no schemas. */
  public Broker(
      Loop loop,
      ChannelRules rules,
      BrokerLimits limits,
      ChannelRates rates,
      Outbox outbox,
      BrokerMetrics metrics,
      BooleanSupplier inService) {
    this(loop, rules, limits, rates, outbox, metrics, inService, ChannelSchemas.none());
  }

  /**
   * Makes the broker of a loop, with an outbox for that loop.
   *
   * @param rates the node's rates per channel
   * @param inService false while publications would not reach the other nodes; called on this loop
   * @param schemas checks what backends publish on this loop
   */
  public Broker(
      Loop loop,
      ChannelRules rules,
      BrokerLimits limits,
      ChannelRates rates,
      Outbox outbox,
      BrokerMetrics metrics,
      BooleanSupplier inService,
      ChannelSchemas schemas) {
    this.loop = loop;
    this.rules = rules;
    this.limits = limits;
    this.rates = rates;
    this.outbox = outbox;
    this.metrics = metrics;
    this.inService = inService;
    this.schemas = schemas;
  }

  /**
   * Publishes to a channel, for subscribers on all nodes; completes when this node has accepted it.
   *
   * @return the publication's position, {@link StreamPosition#NONE} without history; fails with
   *     {@link PublishRefused}
   */
  public Future<StreamPosition> publish(PublishRequest request) {
    long started = loop.nanoTime();
    return accept(request).map(v -> acknowledged(started));
  }

  /**
   * Publishes to a channel, for subscribers on all nodes; completes when every node has
   * acknowledged it. A publisher that waits for this before the next publication keeps their order,
   * whichever node accepts the next one. A node that is too slow is counted, but not waited for.
   *
   * @return fails with {@link PublishRefused}; then nothing was sent
   */
  public Future<Published> publishEverywhere(PublishRequest request) {
    long started = loop.nanoTime();
    return accept(request)
        .compose(v -> arrived())
        .map(unconfirmed -> new Published(acknowledged(started), unconfirmed));
  }

  private StreamPosition acknowledged(long started) {
    metrics.published(loop.nanoTime() - started);
    return StreamPosition.NONE;
  }

  private Future<Void> accept(PublishRequest request) {
    PublishRefused refusal = check(request);
    if (refusal != null) {
      return Future.failedFuture(refusal);
    }
    Publication publication =
        Publication.ephemeral(
            request.channel(),
            request.payload(),
            request.tags(),
            request.publisher(),
            loop.wallMillis());
    if (!outbox.publish(publication)) {
      return Future.failedFuture(backlog());
    }
    rates.add(request.channel(), request.size());
    return Future.succeededFuture();
  }

  /**
   * Returns whether a channel is over {@code limits.channelBytesPerSecond}. Backends are then
   * refused; a client's publication is accepted, and the client must be throttled.
   */
  public boolean isOverRate(String channel) {
    return rates.isOver(channel);
  }

  /**
   * Completes when every node has acknowledged everything published here so far, so that a reply
   * can be sent.
   *
   * @return how many nodes have not acknowledged in time; never fails
   */
  public Future<Integer> arrived() {
    return outbox
        .arrived()
        .onSuccess(
            unconfirmed -> {
              if (unconfirmed > 0) {
                metrics.unconfirmed();
              }
            });
  }

  /**
   * Sends an ephemeral message to every channel that matches a pattern, each once.
   *
   * @param everyNode false if all nodes receive this call, so that each serves only its own
   *     subscribers
   * @return fails with {@link PublishRefused}
   */
  public Future<Void> broadcast(List<ChannelPattern> patterns, Payload payload, boolean everyNode) {
    if (payload.size() > limits.messageBytes()) {
      return Future.failedFuture(tooLarge(payload.size()));
    }
    if (!inService.getAsBoolean()) {
      return Future.failedFuture(unavailable());
    }
    PublishRefused misfit = misfit(patterns.stream().map(ChannelPattern::text).toList(), payload);
    if (misfit != null) {
      return Future.failedFuture(misfit);
    }
    long now = loop.wallMillis();
    boolean taken =
        patterns.isEmpty()
            || (everyNode
                ? outbox.broadcast(patterns, payload, now)
                : outbox.broadcastHere(patterns, payload, now));
    return taken ? Future.succeededFuture() : Future.failedFuture(backlog());
  }

  private @Nullable PublishRefused check(PublishRequest request) {
    Optional<String> problem = ChannelName.problem(request.channel(), limits.channelBytes());
    if (problem.isPresent()) {
      return new PublishRefused(Reason.BAD_REQUEST, "the channel name " + problem.get());
    }
    if (rules.find(request.channel()).isEmpty()) {
      return new PublishRefused(
          Reason.UNKNOWN_CHANNEL,
          "the channel's namespace, the part before its first colon, is not configured; add it as"
              + " channels.namespaces.<namespace>: {}");
    }
    int size = request.size();
    if (size > limits.messageBytes()) {
      return tooLarge(size);
    }
    if (request.id() != null) {
      return new PublishRefused(
          Reason.BAD_REQUEST, "an id needs a channel with history: nothing else could keep it");
    }
    if (request.publisher() == null && rates.isOver(request.channel())) {
      return new PublishRefused(
          Reason.BACKLOG,
          "the channel is over "
              + rates.bytesPerSecond()
              + " bytes per second (limits.channelBytesPerSecond), try again");
    }
    if (!inService.getAsBoolean()) {
      return unavailable();
    }
    // The endpoint's schema, and not the channel's, is for what clients publish.
    return request.publisher() == null
        ? misfit(List.of(request.channel()), request.payload(), "")
        : null;
  }

  /**
   * Checks that data fits the schemas of all these channels, before any of them gets it.
   *
   * @return the refusal, which names the first channel that it does not fit; null if it fits
   */
  public @Nullable PublishRefused misfit(List<String> channels, Payload payload) {
    return misfit(channels, payload, "; nothing was published");
  }

  private @Nullable PublishRefused misfit(List<String> channels, Payload payload, String hint) {
    String problem = schemas.problem(channels, payload);
    return problem == null ? null : new PublishRefused(Reason.BAD_REQUEST, problem + hint);
  }

  private PublishRefused tooLarge(int size) {
    return new PublishRefused(
        Reason.TOO_LARGE,
        size
            + " bytes of data and tags, at most "
            + limits.messageBytes()
            + " (limits.messageBytes)");
  }

  private static PublishRefused unavailable() {
    return new PublishRefused(
        Reason.UNAVAILABLE,
        "this node was paused and does not reach the others yet; nothing was sent, try again on"
            + " another node");
  }

  private static PublishRefused backlog() {
    return new PublishRefused(Reason.BACKLOG, "the publish queue is full, try again");
  }
}
