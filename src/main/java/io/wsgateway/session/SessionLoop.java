package io.wsgateway.session;

import io.vertx.core.Context;
import io.wsgateway.broker.Broker;
import io.wsgateway.fanout.Hub;

/**
 * What the sessions of one event loop share.
 *
 * @param context a context of the loop
 * @param broker where they publish
 * @param hub where they subscribe
 * @param backends whom they call
 * @param faults takes note of what fails unexpectedly
 */
public record SessionLoop(
    Context context, Broker broker, Hub hub, Backends backends, Faults faults) {}
