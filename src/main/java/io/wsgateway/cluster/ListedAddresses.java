package io.wsgateway.cluster;

import com.hazelcast.cluster.Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves the members of {@code cluster.discovery.members}. Names are resolved anew each time,
 * because a pod or a container that restarts gets another address. Called by one thread at a time.
 */
final class ListedAddresses implements AddressSource {
  private static final Logger log = LoggerFactory.getLogger(ListedAddresses.class);

  private final List<String> members;
  private final int defaultPort;
  private final Set<String> unknown = new HashSet<>();

  /** {@code defaultPort} is that of members listed without one. */
  ListedAddresses(List<String> members, int defaultPort) {
    this.members = List.copyOf(members);
    this.defaultPort = defaultPort;
  }

  @Override
  public Set<Address> addresses() {
    Set<Address> found = new LinkedHashSet<>();
    members.forEach(member -> add(member, found));
    return found;
  }

  private void add(String member, Set<Address> found) {
    int colon = member.matches(".*:[0-9]{1,5}") ? member.lastIndexOf(':') : member.length();
    int port =
        colon == member.length() ? defaultPort : Integer.parseInt(member.substring(colon + 1));
    String host = member.substring(0, colon).replaceAll("[\\[\\]]", "");
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        found.add(new Address(address, port));
      }
      unknown.remove(host);
    } catch (UnknownHostException e) {
      if (unknown.add(host)) {
        log.atWarn()
            .addKeyValue("event", "cluster.address.unknown")
            .addKeyValue("host", host)
            .log("{} of cluster.discovery.members cannot be resolved", host);
      }
    }
  }
}
