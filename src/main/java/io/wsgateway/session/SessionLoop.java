package io.wsgateway.session;

import io.wsgateway.broker.Broker;
import io.wsgateway.connection.Spread;
import io.wsgateway.fanout.Hub;
import io.wsgateway.loop.Loop;

/**
 * What the sessions of one event loop share.
 *
 * @param loop their thread and its clock
 * @param broker where they publish
 * @param hub where they subscribe
 * @param backends whom they call
 * @param faults takes note of what fails unexpectedly
 * @param subscriptions what the channels that clients choose must fit
 * @param closes spreads closes that come to many clients at once; the node's
 * @param clients where they are found; the node's
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
