package io.wsgateway.app;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.wsgateway.api.ApiError;
import io.wsgateway.api.ApiFailure;
import io.wsgateway.api.ExplainControl;
import io.wsgateway.auth.Identity;
import io.wsgateway.auth.JwtTokens;
import io.wsgateway.auth.Permission;
import io.wsgateway.auth.Permissions;
import io.wsgateway.auth.Permissions.Action;
import io.wsgateway.auth.Permissions.Standing;
import io.wsgateway.auth.TokenExplanation;
import io.wsgateway.config.EndpointConfig;
import io.wsgateway.config.GatewayConfig;
import io.wsgateway.relay.ChannelPattern;
import io.wsgateway.server.UpgradeQuestion;
import io.wsgateway.server.UpgradeVerdict;
import java.util.List;

/** Asks the parts of a node that decide about clients. */
final class Explaining implements ExplainControl {
  private final GatewayConfig config;
  private final JwtTokens tokens;
  private final PublicServers servers;
  private final Permissions permissions;

  Explaining(GatewayConfig config, JwtTokens tokens, PublicServers servers) {
    this.config = config;
    this.tokens = tokens;
    this.servers = servers;
    this.permissions = new Permissions(config.channels().rules(), config.limits().channelBytes());
  }

  /** The loops differ in their load at most. */
  @Override
  public Future<UpgradeVerdict> connect(UpgradeQuestion question) {
    return servers
        .first()
        .map(server -> here(server.ask(question)))
        .orElseGet(
            () ->
                Future.failedFuture(
                    new ApiFailure(ApiError.UNAVAILABLE, "this node is starting; retry later")));
  }

  @Override
  public Future<TokenExplanation> token(String token) {
    return here(tokens.explain(token));
  }

  private static <T> Future<T> here(Future<T> future) {
    return Future.fromCompletionStage(future.toCompletionStage(), Vertx.currentContext());
  }

  @Override
  public Permission decide(Identity client, String channel, Action action, Standing standing) {
    return permissions.decide(client, channel, action, standing);
  }

  @Override
  public List<String> endpointsOf(String channel) {
    return config.endpoints().stream()
        .filter(endpoint -> ChannelPattern.of(endpoint.channel()).matches(channel))
        .map(EndpointConfig::path)
        .toList();
  }
}
