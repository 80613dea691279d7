package io.wsgateway.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.logging.NoLogFactory;
import com.hazelcast.spi.discovery.AbstractDiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryNode;
import com.hazelcast.spi.discovery.SimpleDiscoveryNode;
import io.wsgateway.cluster.AddressProbe.Answer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Hazelcast which addresses to ask when this node joins, and later when the cluster's master
 * looks for other parts of a split cluster. Addresses that accept connections but do not answer, or
 * cannot be reached, are left out, because Hazelcast would wait for each of them: for ever at a
 * start (no node becomes master before every address has voted), for 5 s in a search. They are
 * asked again each time, so one that recovers is found.
 *
 * <p>Hazelcast calls it on one thread at a time.
 */
final class MemberSearch extends AbstractDiscoveryStrategy {
  private static final Logger log = LoggerFactory.getLogger(MemberSearch.class);

  private static final int CONNECT_MILLIS = 2000;

  /** Longer at the first search: a node that starts at the same time listens before it answers. */
  private static final int FIRST_ANSWER_MILLIS = 8000;

  private static final int ANSWER_MILLIS = 3000;

  private final AddressSource source;
  private final KnownMembers known;
  private final Address self;
  private volatile Map<Answer, Set<String>> last = Map.of();
  private volatile int listed = 1;

  /**
   * Begins without answers.
   *
   * @param known the present and former members
   */
  MemberSearch(AddressSource source, KnownMembers known, Address self) {
    super(new NoLogFactory().getLogger(MemberSearch.class.getName()), Map.of());
    this.source = source;
    this.known = known;
    this.self = self;
  }

  @Override
  public Iterable<DiscoveryNode> discoverNodes() {
    Set<Address> members = known.members();
    Set<Address> candidates = new HashSet<>(source.addresses());
    candidates.add(self);
    listed = candidates.size();
    candidates.addAll(known.former());
    candidates.remove(self);
    candidates.removeAll(members);
    Map<Address, Answer> answers =
        new AddressProbe(CONNECT_MILLIS, members.isEmpty() ? FIRST_ANSWER_MILLIS : ANSWER_MILLIS)
            .ask(candidates);
    remember(answers);
    List<DiscoveryNode> found = new ArrayList<>();
    answers.forEach(
        (address, answer) -> {
          // At the start, an address that refuses may be a node that is starting; later it is no
          // cluster to merge with.
          if (answer == Answer.ANSWERS || (answer == Answer.REFUSES && members.isEmpty())) {
            found.add(new SimpleDiscoveryNode(address));
          }
        });
    return found;
  }

  /** How many addresses the source had when it was last asked, this node's included. */
  int listed() {
    return listed;
  }

  /** The addresses that gave this answer when they were last asked, sorted. */
  Set<String> last(Answer answer) {
    return last.getOrDefault(answer, Set.of());
  }

  private void remember(Map<Address, Answer> answers) {
    Map<Answer, Set<String>> now = new EnumMap<>(Answer.class);
    answers.forEach(
        (address, answer) -> now.computeIfAbsent(answer, a -> new TreeSet<>()).add(text(address)));
    for (String address : now.getOrDefault(Answer.MUTE, Set.of())) {
      if (!last(Answer.MUTE).contains(address)) {
        log.atWarn()
            .addKeyValue("event", "cluster.address.mute")
            .addKeyValue("address", address)
            .log(
                "{} accepts connections but does not answer: its process is frozen or"
                    + " overloaded; this node continues without it and finds it when it answers",
                address);
      }
    }
    last = now;
  }

  static String text(Address address) {
    return (address.isIPv6() ? "[" + address.getHost() + "]" : address.getHost())
        + ":"
        + address.getPort();
  }
}
