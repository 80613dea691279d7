package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.Address;
import com.hazelcast.spi.discovery.DiscoveryNode;
import io.wsgateway.cluster.AddressProbe.Answer;
import io.wsgateway.kit.FreePorts;
import io.wsgateway.kit.MuteMember;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Whom Hazelcast is told to ask, before this node is a member. */
final class MemberSearchTest {
  private final int[] ports = FreePorts.of(4);

  private static Address address(int port) {
    return new Address(InetAddress.getLoopbackAddress(), port);
  }

  private static List<Address> found(MemberSearch search) {
    return StreamSupport.stream(search.discoverNodes().spliterator(), false)
        .map(DiscoveryNode::getPrivateAddress)
        .toList();
  }

  @Test
  void aMuteAddressIsLeftOutUntilItAnswersAndThisNodeItselfAlways() throws Exception {
    ListedAddresses list =
        new ListedAddresses(
            List.of(
                "127.0.0.1:" + ports[0],
                "localhost:" + ports[1],
                "127.0.0.1:" + ports[2],
                "no-such-host.invalid"),
            ports[3]);
    MemberSearch search = new MemberSearch(list, new KnownMembers(), address(ports[0]));

    try (MuteMember mute = MuteMember.at(ports[1]);
        MuteMember member = MuteMember.greeting(ports[2])) {
      assertThat(found(search)).containsExactly(address(ports[2]));
      assertThat(search.last(Answer.MUTE)).containsExactly(mute.address());
      assertThat(search.last(Answer.ANSWERS)).containsExactly(member.address());
      assertThat(member.accepted()).isEqualTo(1);
      assertThat(search.listed()).as("this node's own included").isEqualTo(3);
    }
    // Nobody listens there now: they may be starting.
    assertThat(found(search)).containsExactlyInAnyOrder(address(ports[1]), address(ports[2]));
    assertThat(search.last(Answer.MUTE)).isEmpty();
  }

  @Test
  void aListedMemberWithoutPortIsAskedAtTheClustersPortOnly() {
    assertThat(
            new ListedAddresses(List.of("10.0.0.5", "10.0.0.6:5702", "[fd00::1]"), 5701)
                .addresses())
        .extracting(MemberSearch::text)
        .containsExactly("10.0.0.5:5701", "10.0.0.6:5702", "[fd00:0:0:0:0:0:0:1]:5701");
  }

  @Test
  void aServiceIsLookedUpByNameAtTheClustersPort() {
    AddressSource service =
        new ServiceAddresses(
            "localhost", 5801, new com.hazelcast.logging.NoLogFactory().getLogger("test"));
    assertThat(service.addresses()).isNotEmpty().allMatch(a -> a.getPort() == 5801);
    assertThat(Set.of("127.0.0.1", "0:0:0:0:0:0:0:1"))
        .containsAll(service.addresses().stream().map(Address::getHost).toList());
  }
}
