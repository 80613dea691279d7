package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.spi.cluster.NodeInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where members' buses are is asked once, and again only after a failure. */
final class BusPlacesTest {
  private final List<Promise<NodeInfo>> asked = new ArrayList<>();
  private @Nullable List<String> members = List.of("a");
  private final BusPlaces places = new BusPlaces(id -> ask(), this::members);

  private List<String> members() {
    if (members == null) {
      throw new HazelcastInstanceNotActiveException();
    }
    return members;
  }

  private Future<NodeInfo> ask() {
    Promise<NodeInfo> answer = Promise.promise();
    asked.add(answer);
    return answer.future();
  }

  @Test
  void anUnansweredQuestionIsNotAskedAgain() {
    places.of("a");
    places.of("a");
    assertThat(asked).hasSize(1);
    asked.get(0).complete(new NodeInfo("10.0.0.9", 7000, null));
    assertThat(places.of("a").result().port()).isEqualTo(7000);
    assertThat(asked).hasSize(1);
  }

  @Test
  void oneThatFailedIs() {
    places.of("a");
    asked.get(0).fail("not yet");
    places.of("a");
    assertThat(asked).hasSize(2);
  }

  @Test
  void inANodeThatLeavesTheAnswerIsAFailure() {
    members = null;
    assertThat(places.of("a").failed()).isTrue();
  }

  @Test
  void whoLeftIsForgotten() {
    places.of("a");
    members = List.of("b");
    places.of("b");
    places.of("a");
    assertThat(asked).hasSize(3);
  }
}
