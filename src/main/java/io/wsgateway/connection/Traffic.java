package io.wsgateway.connection;

import io.wsgateway.metrics.ConnectionMetrics;

/** Sums of one event loop and protocol, added to the metrics once per tick. */
final class Traffic {
  private final ClientProtocol protocol;
  private long messagesReceived;
  private long bytesReceived;
  private long messagesSent;
  private long bytesSent;

  Traffic(ClientProtocol protocol) {
    this.protocol = protocol;
  }

  ClientProtocol protocol() {
    return protocol;
  }

  void receivedMessage() {
    messagesReceived++;
  }

  void receivedBytes(int bytes) {
    bytesReceived += bytes;
  }

  void sent(int messages, int bytes) {
    messagesSent += messages;
    bytesSent += bytes;
  }

  void addTo(ConnectionMetrics metrics) {
    if (bytesReceived > 0) {
      metrics.received(protocol.name(), messagesReceived, bytesReceived);
      messagesReceived = 0;
      bytesReceived = 0;
    }
    if (bytesSent > 0) {
      metrics.sent(protocol.name(), messagesSent, bytesSent);
      messagesSent = 0;
      bytesSent = 0;
    }
  }
}
