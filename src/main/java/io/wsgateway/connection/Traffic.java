package io.wsgateway.connection;

import io.wsgateway.metrics.ConnectionMetrics;
import io.wsgateway.metrics.Protocol;

/** Sums of one event loop and protocol, added to the meters once per tick. */
final class Traffic {
  private final Protocol protocol;
  private long messagesReceived;
  private long bytesReceived;
  private long messagesSent;
  private long bytesSent;

  Traffic(Protocol protocol) {
    this.protocol = protocol;
  }

  Protocol protocol() {
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
      metrics.received(protocol, messagesReceived, bytesReceived);
      messagesReceived = 0;
      bytesReceived = 0;
    }
    if (bytesSent > 0) {
      metrics.sent(protocol, messagesSent, bytesSent);
      messagesSent = 0;
      bytesSent = 0;
    }
  }
}
