package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.impl.MemberImpl;
import com.hazelcast.version.MemberVersion;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who is trusted again when all other members are silent. */
final class StuckClaimTest {
  private final Member oldest = member(5701, false);
  private final Member second = member(5702, false);
  private final Member self = member(5703, true);
  private final Map<Member, Long> silent = new HashMap<>();
  private final List<Member> trusted = new ArrayList<>();
  private final StuckClaim claim = new StuckClaim(m -> silent.getOrDefault(m, 0L), trusted::add);

  private static Member member(int port, boolean local) {
    return new MemberImpl.Builder(new Address(InetAddress.getLoopbackAddress(), port))
        .version(MemberVersion.of("5.7.0"))
        .localMember(local)
        .uuid(UUID.randomUUID())
        .build();
  }

  private void silent(long millis, Member... members) {
    for (Member one : members) {
      silent.put(one, millis);
    }
  }

  private List<Member> look(int times, Member... members) {
    for (int i = 0; i < times; i++) {
      claim.look(new LinkedHashSet<>(List.of(members)));
    }
    return trusted;
  }

  @Test
  void theOldestIsTrustedAgainWhenAllOthersAreSilentForFourLooks() {
    silent(StuckClaim.STUCK_MILLIS, oldest, second);
    assertThat(look(3, oldest, second, self)).isEmpty();
    assertThat(look(1, oldest, second, self)).containsExactly(oldest);
    assertThat(look(3, oldest, second, self)).hasSize(1);
    assertThat(look(1, oldest, second, self)).hasSize(2);
  }

  @Test
  void aMemberThatIsHeardEndsIt() {
    silent(StuckClaim.STUCK_MILLIS, oldest, second);
    look(3, oldest, second, self);
    silent(StuckClaim.STUCK_MILLIS - 1, second);
    look(1, oldest, second, self);
    silent(StuckClaim.STUCK_MILLIS, second);
    assertThat(look(3, oldest, second, self)).isEmpty();
  }

  @Test
  void theOldestMemberRemovesSilentOnesItself() {
    silent(StuckClaim.STUCK_MILLIS, oldest, second);
    assertThat(look(9, self, oldest, second)).isEmpty();
  }

  @Test
  void aMemberThatIsAloneAsksNobody() {
    assertThat(look(9, self)).isEmpty();
    claim.look(Set.of());
    assertThat(trusted).isEmpty();
  }
}
