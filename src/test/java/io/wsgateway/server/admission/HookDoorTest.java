package io.wsgateway.server.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.wsgateway.auth.ConnectHook;
import io.wsgateway.auth.ConnectQuestion;
import io.wsgateway.server.admission.ClientAddress.Scheme;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a backend is told of a client's address, and by which one clients are limited. */
final class HookDoorTest {
  private static ConnectQuestion question(boolean counted) {
    ClientAddress client =
        new ClientAddress("2001:db8::1", "2001:db8::/64", counted, Scheme.UNKNOWN, null);
    UpgradeRequest.Door door =
        new UpgradeRequest.Door(
            PathPattern.parse("/ws"), new Subprotocols(List.of(), false), Credentials.NONE);
    UpgradeRequest upgrade =
        UpgradeRequest.trial(MultiMap.caseInsensitiveMultiMap(), "", door, client);
    return new HookDoor(ConnectHook.NONE, List.of(), () -> "c-1", path -> "chat")
        .question(upgrade, null);
  }

  @Test
  void theLimitIsThatOfTheNetwork() {
    assertThat(question(true).remote()).isEqualTo("2001:db8::1");
    assertThat(question(true).countKey()).isEqualTo("2001:db8::/64");
  }

  @Test
  void behindAnUnknownLoadBalancerThereIsNone() {
    assertThat(question(false).remote()).isEqualTo("2001:db8::1");
    assertThat(question(false).countKey()).isEmpty();
  }
}
