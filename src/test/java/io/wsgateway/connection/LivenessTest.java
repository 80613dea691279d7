package io.wsgateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** By the second: who goes on sending too much, is silent, or reads nothing; and who is pinged. */
final class LivenessTest {
  private final Settings settings = new Settings();
  private final Liveness liveness = newLiveness();
  private int now;

  @Test
  void aPauseOfManySecondsIsSustainedExcess() {
    liveness.throttled("bytes");
    for (int i = 1; i < Liveness.PATIENCE_SECONDS; i++) {
      assertThat(second(true)).isNull();
    }
    Liveness.Finding finding = second(true);
    assertThat(finding).isNotNull();
    assertThat(finding.reason()).isEqualTo(EndReason.TOO_FAST);
    assertThat(finding.text()).contains("limits.bytesPerSecond");
  }

  @Test
  void aSecondThatBeginsPausedCountsThoughReadingGoesOnInIt() {
    for (int i = 0; i < Liveness.PATIENCE_SECONDS / 2 - 1; i++) {
      liveness.throttled("messages");
      assertThat(second(true)).isNull();
      assertThat(second(false)).isNull();
    }
    liveness.throttled("messages");
    assertThat(second(true)).isNull();
    assertThat(second(false)).isNotNull();
  }

  @Test
  void aSecondWithoutAPauseIsForgiving() {
    for (int i = 0; i < 3; i++) {
      liveness.throttled("control");
      for (int s = 0; s < Liveness.PATIENCE_SECONDS - 2; s++) {
        assertThat(second(true)).isNull();
      }
      assertThat(second(false)).isNull();
      assertThat(second(false)).isNull();
    }
  }

  @Test
  void whoIsHeldAgainAndAgainStays() {
    for (int i = 0; i < 5 * settings.readIdleSeconds; i++) {
      liveness.held(Hold.AUDIENCE, now);
      assertThat(second(true)).isNull();
      liveness.released(now);
    }
  }

  /** What it sent in vain meanwhile comes all at once, and is read at its rate. */
  @Test
  void whoWasHeldIsForgivenForAWhile() {
    liveness.held(Hold.AUDIENCE, now);
    liveness.released(now);
    for (int i = 1; i < 2 * Liveness.PATIENCE_SECONDS - 1; i++) {
      liveness.throttled("bytes");
      assertThat(second(true)).isNull();
    }
    assertThat(second(true)).isNotNull();
  }

  @Test
  void whoIsHeldForLongerThanTheReadIdleTimeIsClosed() {
    liveness.held(Hold.CHANNEL, now);
    // It was over a limit of its own as well, which is no longer what slows it.
    liveness.throttled("bytes");
    for (int i = 0; i < settings.readIdleSeconds; i++) {
      assertThat(second(true)).isNull();
    }
    assertThat(second(true))
        .isEqualTo(
            new Liveness.Finding(
                EndReason.OVERLOAD,
                "the channel was over limits.channelBytesPerSecond for 60 seconds"
                    + " (keepAlive.readIdleSeconds)"));
  }

  @Test
  void whoIsSilentIsClosedAfterTheReadIdleTime() {
    liveness.read(10, false);
    assertThat(liveness.check(10 + settings.readIdleSeconds, true, false)).isNull();
    assertThat(liveness.check(11 + settings.readIdleSeconds, true, false))
        .isEqualTo(
            new Liveness.Finding(
                EndReason.SILENT, "nothing received for 60 seconds (keepAlive.readIdleSeconds)"));
  }

  @Test
  void whoSendsButReadsNothingIsClosedAfterTheReadIdleTime() {
    now = 10;
    for (int blocked = 0; blocked <= settings.readIdleSeconds; blocked++) {
      assertThat(blockedSecond()).isNull();
    }
    assertThat(blockedSecond())
        .isEqualTo(
            new Liveness.Finding(
                EndReason.SLOW, "nothing read for 60 seconds (keepAlive.readIdleSeconds)"));
  }

  @Test
  void whoReadsALittleNowAndThenStays() {
    for (int i = 0; i < 3 * settings.readIdleSeconds; i++) {
      // Between two checks, so that both find it blocked.
      if (i % settings.readIdleSeconds == 0) {
        liveness.writable();
      }
      assertThat(blockedSecond()).isNull();
    }
  }

  @Test
  void aSilentClientIsPingedWithinThePingTimeAgainAndAgain() {
    int last = 0;
    for (int second = 1; second <= 20 * settings.pingSeconds; second++) {
      if (liveness.pingDue(second)) {
        assertThat(second - last).isBetween(settings.pingSeconds * 4 / 5, settings.pingSeconds);
        last = second;
      }
    }
    assertThat(last).isGreaterThanOrEqualTo(19 * settings.pingSeconds);
  }

  @Test
  void whoCameTogetherIsNotPingedTogether() {
    Map<Integer, Integer> pings = new TreeMap<>();
    for (int i = 0; i < 1000; i++) {
      Liveness one = newLiveness();
      int second = 0;
      while (!one.pingDue(second)) {
        second++;
      }
      pings.merge(second, 1, Integer::sum);
    }
    assertThat(pings).containsOnlyKeys(20, 21, 22, 23, 24, 25);
    assertThat(pings.values()).allMatch(count -> count < 300);
  }

  @Test
  void whoIsActiveIsNotPinged() {
    for (int second = 1; second <= 10 * settings.pingSeconds; second++) {
      if (second % (settings.pingSeconds / 2 - 1) == 0) {
        liveness.read(second, false);
      }
      assertThat(liveness.pingDue(second)).isFalse();
    }
  }

  @Test
  void whoFallsSilentIsPingedWithinThePingTimeOfItsLastWord() {
    int lastWord = 100;
    for (int second = 1; second <= lastWord; second++) {
      liveness.read(second, false);
      assertThat(liveness.pingDue(second)).isFalse();
    }
    int pinged = lastWord;
    while (!liveness.pingDue(pinged)) {
      pinged++;
    }
    assertThat(pinged - lastWord).isLessThanOrEqualTo(settings.pingSeconds);
  }

  private Liveness newLiveness() {
    return new Liveness(settings.limits(), settings.keepAlive(), 0);
  }

  private Liveness.Finding blockedSecond() {
    liveness.read(++now, false);
    return liveness.check(now, false, false);
  }

  private Liveness.Finding second(boolean paused) {
    return liveness.check(++now, true, paused);
  }
}
