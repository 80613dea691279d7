package io.wsgateway.client;

import io.vertx.core.json.JsonObject;

/**
 * An event of a client or a node. Fields that an event does not have are empty or 0.
 *
 * @param event connected, disconnected, subscribed, unsubscribed, nodeLost or nodeBack
 * @param client the client's id
 * @param user the client's user
 * @param channel of subscribed and unsubscribed
 * @param code of disconnected: the close code
 * @param node the name of the node that reports it
 * @param boot that node's id, a different one after a restart
 * @param seq rises by one with each event of a boot: a gap shows what was missed
 * @param time when it happened, in milliseconds since 1970
 * @param lostNode of nodeLost and nodeBack: the name of that node
 * @param lostBoot of nodeLost and nodeBack: the id of that node
 */
public record GatewayEvent(
    String event,
    String client,
    String user,
    String channel,
    int code,
    String node,
    String boot,
    long seq,
    long time,
    String lostNode,
    String lostBoot) {
  static GatewayEvent of(JsonObject json) {
    return new GatewayEvent(
        json.getString("event", ""),
        json.getString("client", ""),
        json.getString("user", ""),
        json.getString("channel", ""),
        json.getInteger("code", 0),
        json.getString("node", ""),
        json.getString("boot", ""),
        json.getLong("seq", 0L),
        json.getLong("time", 0L),
        json.getString("lostNode", ""),
        json.getString("lostBoot", ""));
  }
}
