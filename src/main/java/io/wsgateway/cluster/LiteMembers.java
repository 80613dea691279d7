package io.wsgateway.cluster;

import com.hazelcast.cluster.Member;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs which backends join and leave the cluster. Whether one left or died is unknown: to
 * Hazelcast, a lite member that leaves is a connection that ends. Belongs to one loop.
 */
final class LiteMembers {
  private static final Logger log = LoggerFactory.getLogger(LiteMembers.class);

  private Map<UUID, String> here = Map.of();

  /** Takes the present members. */
  void see(Set<Member> members) {
    Map<UUID, String> now = new HashMap<>();
    for (Member member : members) {
      if (member.isLiteMember()) {
        now.put(member.getUuid(), MemberSearch.text(member.getAddress()));
      }
    }
    now.forEach(
        (id, address) -> {
          if (!here.containsKey(id)) {
            log.atInfo()
                .addKeyValue("event", "cluster.backend.joined")
                .addKeyValue("address", address)
                .log("the backend at {} has joined the cluster", address);
          }
        });
    here.forEach(
        (id, address) -> {
          if (!now.containsKey(id)) {
            log.atInfo()
                .addKeyValue("event", "cluster.backend.left")
                .addKeyValue("address", address)
                .log("the backend at {} has left the cluster", address);
          }
        });
    here = now;
  }
}
