package io.wsgateway.session;

import io.wsgateway.broker.Broker;
import io.wsgateway.connection.Spread;
import io.wsgateway.fanout.Hub;
import io.wsgateway.loop.Loop;

/**
 * The dependencies that the sessions of one event loop share.
 *
 * @param loop the event loop
 * @param broker where they publish
 * @param hub where they subscribe
 * @param backends the backend services
 * @param faults logs unexpected failures
 * @param subscriptions the rules for channels that clients choose
 * @param closes spreads closes of many clients over time; shared by the node
 * @param clients the node's registry of clients
 */
public record SessionLoop(
    Loop loop,
    Broker broker,
    Hub hub,
    Backends backends,
    Faults faults,
    SubscriptionRules subscriptions,
    Spread closes,
    Clients clients) {}
