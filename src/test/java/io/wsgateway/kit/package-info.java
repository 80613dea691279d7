/**
 * For tests of several processes: gateways that are started, paused and killed, a balancer, clients
 * that record, publishers that know what was acknowledged, and a checker of what arrived.
 */
package io.wsgateway.kit;
