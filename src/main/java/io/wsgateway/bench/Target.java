package io.wsgateway.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;

/**
 * The server under load.
 *
 * @param address where it listens
 * @param host the {@code Host} header
 * @param path path and query
 */
public record Target(InetSocketAddress address, String host, String path) {
  private static final int HTTP_PORT = 80;

  /**
   * Reads a {@code ws://} address.
   *
   * @param allowRemote whether it may be another machine; load on somebody else's server is an
   *     attack, so this must be said
   * @throws BenchException if it cannot be used
   */
  public static Target of(String url, boolean allowRemote) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new BenchException("\"" + url + "\" is not an address like ws://127.0.0.1:8080/ws.", e);
    }
    if (!"ws".equals(uri.getScheme()) || uri.getHost() == null) {
      throw new BenchException(
          "\"" + url + "\" is not an address like ws://127.0.0.1:8080/ws (TLS is not spoken).");
    }
    int port = uri.getPort() < 0 ? HTTP_PORT : uri.getPort();
    InetAddress address;
    try {
      address = InetAddress.getByName(uri.getHost());
    } catch (UnknownHostException e) {
      throw new BenchException("The host " + uri.getHost() + " is not known.", e);
    }
    if (!address.isLoopbackAddress() && !allowRemote) {
      throw new BenchException(
          uri.getHost()
              + " is another machine; add --allow-remote if it is yours to put under load.");
    }
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return new Target(
        new InetSocketAddress(address, port),
        uri.getHost() + ":" + port,
        uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
  }

  /** From how many loopback addresses the clients should come; 0 for a server elsewhere. */
  public int sources(Scenario scenario, int connections) {
    if (!isLoopback4()) {
      return 0;
    }
    // Ports of closed connections rest for a while.
    return scenario == Scenario.CONNECT ? 100 : Sources.enoughFor(connections);
  }

  /** Whether source addresses of 127.0.0.0/8 reach it. */
  boolean isLoopback4() {
    InetAddress ip = address.getAddress();
    return ip.isLoopbackAddress() && ip.getAddress().length == 4;
  }

  @Override
  public String toString() {
    return "ws://" + host + path;
  }
}
