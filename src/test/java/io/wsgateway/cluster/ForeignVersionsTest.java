package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.version.MemberVersion;
import io.wsgateway.support.Logs;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ForeignVersionsTest {
  private static final MemberVersion OWN = MemberVersion.of(5, 7, 0);
  private static final MemberVersion OLD = MemberVersion.of(5, 3, 8);

  private long now;
  private final ForeignVersions foreign = new ForeignVersions(() -> now);

  @Test
  void eachAddressIsNamedOnceAMinute() {
    try (Logs logs = new Logs(ForeignVersions.class)) {
      for (int i = 0; i < 100; i++) {
        foreign.add("10.0.0.9:5701", OLD, OWN);
        foreign.add("10.0.0.8:5701", OLD, OWN);
      }
      assertThat(logs.lines()).hasSize(2);
      now += TimeUnit.MINUTES.toNanos(1);
      foreign.add("10.0.0.9:5701", OLD, OWN);
      assertThat(logs.lines()).hasSize(3);
      assertThat(logs.pairs(2))
          .contains("event=cluster.version.foreign", "version=5.3.8", "unsaid=99");
    }
  }

  @Test
  void manyAddressesShareOneLine() {
    try (Logs logs = new Logs(ForeignVersions.class)) {
      for (int i = 0; i < 1000; i++) {
        foreign.add("10.0.0." + i, OLD, OWN);
      }
      assertThat(logs.lines()).hasSize(ForeignVersions.ADDRESSES + 1);
    }
  }
}
