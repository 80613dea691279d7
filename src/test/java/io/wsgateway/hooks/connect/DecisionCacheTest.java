package io.wsgateway.hooks.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.auth.ConnectDecision;
import io.wsgateway.auth.ConnectDecision.Allowed;
import io.wsgateway.auth.ConnectDecision.Denied;
import io.wsgateway.auth.ConnectDecision.Undecided;
import io.wsgateway.auth.Identity;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is remembered, for how long, and how much of it. */
final class DecisionCacheTest {
  private static final ConnectDecision ALICE = allowed("alice", null, 0);

  private final AtomicLong millis = new AtomicLong(1_800_000_000_000L);

  private DecisionCache cache(int seconds) {
    return new DecisionCache(
        seconds, () -> TimeUnit.MILLISECONDS.toNanos(millis.get()), millis::get);
  }

  private static ConnectDecision allowed(String user, String info, long ends) {
    return new Allowed(new Identity(user, info, Set.of(), ends, ends));
  }

  @Test
  void aDecisionIsRememberedForItsTime() {
    DecisionCache cache = cache(10);
    cache.put("a", ALICE);
    cache.put("b", new Denied(4000, "no"));
    millis.addAndGet(9999);
    assertThat(cache.get("a")).isEqualTo(ALICE);
    assertThat(cache.get("b")).isEqualTo(new Denied(4000, "no"));
    millis.addAndGet(1);
    assertThat(cache.get("a")).isNull();
    assertThat(cache.get("b")).isNull();
    assertThat(cache.size()).isZero();
  }

  @Test
  void withoutATimeNothingIs() {
    DecisionCache cache = cache(0);
    cache.put("a", ALICE);
    assertThat(cache.get("a")).isNull();
  }

  @Test
  void whatIsNoDecisionIsNot() {
    DecisionCache cache = cache(10);
    cache.put("a", new Undecided(false, "down"));
    assertThat(cache.get("a")).isNull();
  }

  @Test
  void anAllowanceEndsWhenItSays() {
    DecisionCache cache = cache(3600);
    cache.put("a", allowed("alice", null, millis.get() + 5000));
    millis.addAndGet(4999);
    assertThat(cache.get("a")).isNotNull();
    millis.addAndGet(1);
    assertThat(cache.get("a")).isNull();
  }

  @Test
  void theOldestMakeRoom() {
    DecisionCache cache = cache(10);
    for (int i = 0; i <= DecisionCache.MAX_ENTRIES; i++) {
      cache.put("k" + i, ALICE);
    }
    assertThat(cache.size()).isEqualTo(DecisionCache.MAX_ENTRIES);
    assertThat(cache.get("k0")).isNull();
    assertThat(cache.get("k1")).isNotNull();
    assertThat(cache.get("k" + DecisionCache.MAX_ENTRIES)).isNotNull();
  }

  @Test
  void largeOnesTakeMoreRoomAndAreReplaced() {
    DecisionCache cache = cache(10);
    ConnectDecision large = allowed("u", "x".repeat(8000), 0);
    for (int i = 0; i < 5000; i++) {
      cache.put("k" + i, large);
    }
    assertThat(cache.size()).isBetween(900, 1100);
    for (int i = 0; i < 5000; i++) {
      cache.put("same", large);
    }
    assertThat(cache.size()).isBetween(900, 1100);
    assertThat(cache.get("k4999")).isNotNull();
  }
}
