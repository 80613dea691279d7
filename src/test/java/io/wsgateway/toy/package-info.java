/**
 * A second client protocol, in the tests only: it shows that sessions, hubs and connections hold
 * one that has many channels per connection, ids and replies, its own codes and its own pings.
 */
package io.wsgateway.toy;
