package io.wsgateway.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Describes the server under load.
 *
 * @param address the address that it listens on
 * @param host the {@code Host} header
 * @param path path and query
 * @param tls the certificates that clients trust; null without TLS
 */
public record Target(InetSocketAddress address, String host, String path, @Nullable TlsTrust tls) {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /**
   * Reads a {@code ws://} or {@code wss://} address.
   *
   * @param allowRemote whether it may be another machine; load on somebody else's server is an
   *     attack, so the user must confirm it
   * @param ca a PEM file with the authorities that clients trust; null for those that this JVM
   *     trusts
   * @param resume whether a client resumes the TLS session of an earlier one
   * @throws BenchException if it cannot be used
   */
  public static Target of(String url, boolean allowRemote, @Nullable Path ca, boolean resume) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new BenchException("\"" + url + "\" is not an address like ws://127.0.0.1:8080/ws.", e);
    }
    boolean secure = "wss".equals(uri.getScheme());
    if (!(secure || "ws".equals(uri.getScheme())) || uri.getHost() == null) {
      throw new BenchException("\"" + url + "\" is not an address like ws://127.0.0.1:8080/ws.");
    }
    if (ca != null && !secure) {
      throw new BenchException("--ca needs a target that begins with wss://.");
    }
    if (resume && !secure) {
      throw new BenchException("--resume needs a target that begins with wss://.");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? HTTPS_PORT : HTTP_PORT;
    InetAddress address;
    try {
      address = InetAddress.getByName(uri.getHost());
    } catch (UnknownHostException e) {
      throw new BenchException("The host " + uri.getHost() + " is unknown.", e);
    }
    if (!address.isLoopbackAddress() && !allowRemote) {
      throw new BenchException(
          uri.getHost() + " is another machine; add --allow-remote if you may put it under load.");
    }
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return new Target(
        new InetSocketAddress(address, port),
        uri.getHost() + ":" + port,
        uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery(),
        secure ? TlsTrust.of(uri.getHost(), port, ca, resume) : null);
  }

  /** Returns from how many loopback addresses clients connect; 0 for a server elsewhere. */
  public int sources(Scenario scenario, int connections) {
    if (!isLoopback4()) {
      return 0;
    }
    // Ports of closed connections stay reserved for some time.
    return scenario == Scenario.CONNECT ? 100 : Sources.enoughFor(connections);
  }

  /** Whether clients can connect to it from addresses of 127.0.0.0/8. */
  boolean isLoopback4() {
    InetAddress ip = address.getAddress();
    return ip.isLoopbackAddress() && ip.getAddress().length == 4;
  }

  @Override
  public String toString() {
    return (tls == null ? "ws://" : "wss://") + host + path;
  }
}
