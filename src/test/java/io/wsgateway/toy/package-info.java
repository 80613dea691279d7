/**
 * A second client protocol and a second transport, in the tests only: they show that sessions, hubs
 * and connections hold a protocol that has many channels per connection, ids and replies, its own
 * codes and its own pings, and a way to clients that is no WebSocket.
 */
package io.wsgateway.toy;
