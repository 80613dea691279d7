package io.wsgateway.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a gateway before a member is started: lite members alone cannot form a cluster, and a
 * futile start takes seconds and a hundred log lines. Blocks.
 */
final class Discovery {
  private static final int DEFAULT_PORT = 5701;
  private static final int CONNECT_MILLIS = 1000;

  private final List<String> members;
  private final @Nullable String service;

  Discovery(GatewayOptions options) {
    members = options.members();
    service = options.kubernetesService();
  }

  /**
   * The address of this host from which a gateway was reached.
   *
   * @throws IOException if none was reached; the message lists the addresses that were tried
   */
  String reach() throws IOException {
    List<String> failures = new ArrayList<>();
    for (InetSocketAddress address : addresses(failures)) {
      try (Socket socket = new Socket()) {
        socket.connect(address, CONNECT_MILLIS);
        return socket.getLocalAddress().getHostAddress();
      } catch (IOException e) {
        failures.add(address.getHostString() + ":" + address.getPort() + ": " + e.getMessage());
      }
    }
    throw new IOException("no gateway can be reached (" + String.join("; ", failures) + ")");
  }

  private List<InetSocketAddress> addresses(List<String> failures) {
    List<InetSocketAddress> found = new ArrayList<>();
    if (service != null) {
      try {
        for (InetAddress address : InetAddress.getAllByName(service)) {
          found.add(new InetSocketAddress(address, DEFAULT_PORT));
        }
      } catch (IOException e) {
        failures.add("the name " + service + " is not known");
      }
    } else {
      members.forEach(member -> found.add(address(member)));
    }
    return found;
  }

  /** Parses {@code host}, {@code host:port} or {@code [v6]:port}. */
  static InetSocketAddress address(String member) {
    int colon = member.lastIndexOf(':');
    boolean port = colon > 0 && (member.indexOf(':') == colon || member.charAt(colon - 1) == ']');
    String host = port ? member.substring(0, colon) : member;
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return new InetSocketAddress(host, port ? port(member, colon) : DEFAULT_PORT);
  }

  private static int port(String member, int colon) {
    try {
      int port = Integer.parseInt(member.substring(colon + 1));
      if (port > 0 && port <= GatewayOptions.MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw new IllegalArgumentException(
        "a member is host:port, such as 10.0.0.5:5701, not \"" + member + "\"");
  }
}
