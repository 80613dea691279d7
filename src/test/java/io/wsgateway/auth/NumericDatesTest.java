package io.wsgateway.auth;

import static io.wsgateway.auth.TokenFixture.NOW;
import static io.wsgateway.auth.TokenFixture.assertRefused;
import static io.wsgateway.auth.TokenFixture.await;
import static io.wsgateway.auth.TokenFixture.claims;
import static io.wsgateway.auth.TokenFixture.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.auth.TokenException.Reason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times with fractions, as RFC 7519 allows and as PyJWT sends them for a float. */
class NumericDatesTest {
  private static final int CASES = Integer.getInteger("token.cases", 5_000);
  private static final BigDecimal LAST = new BigDecimal("253402300799");

  /** With a leeway of 10 s. */
  private static final JwtTokens TOKENS = tokens();

  private static Identity accepted(String members) throws TokenException {
    return await(TOKENS.connection(claims(members)));
  }

  @Test
  void aFractionIsCutOff() throws TokenException {
    for (String time : List.of("1900000009.5", "1.9000000095e9", "19000000099.99E-1")) {
      assertThat(accepted("\"exp\":" + time).expiresMillis()).isEqualTo(1_900_000_009_000L);
      assertThat(accepted("\"expire_at\":" + time).expiresMillis()).isEqualTo(1_900_000_009_000L);
      accepted("\"iat\":" + time + ",\"nbf\":" + time);
    }
    accepted("\"nbf\":" + (NOW + 10) + ".9");
    assertRefused(
        TOKENS.connection(claims("\"exp\":" + (NOW - 10) + ".9")), Reason.EXPIRED, "(exp)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e300",
        "1E9999",
        "-0.5",
        "-1e300",
        "253402300800.0",
        "1900000009000.5",
        "\"1900000009.5\"",
        "\"123\"",
        "1.",
        ".5",
        "1e",
        "0x1p4",
        "1.5f",
        "NaN",
        "-Infinity"
      })
  void whatIsNoTimeIsRefused(String time) {
    for (String claim : List.of("exp", "nbf", "iat")) {
      assertRefused(TOKENS.connection(claims("\"" + claim + "\":" + time)), Reason.INVALID, "the");
    }
  }

  /** As 0 means that the connection never ends, only 0 itself may be read as 0. */
  @Test
  void aFractionOfASecondIsNotNever() throws TokenException {
    for (String past : List.of("0.5", "1e-9", "1e-400", "1.5")) {
      assertRefused(
          TOKENS.connection(claims("\"expire_at\":" + past)), Reason.EXPIRED, "(expire_at)");
    }
    for (String never : List.of("0.0", "0e0", "-0.0", "-0.5", "-1e300")) {
      assertThat(accepted("\"expire_at\":" + never).expiresMillis()).isZero();
    }
  }

  /** The decimal numbers of {@link BigDecimal} say what every number must become. */
  @Test
  void anyNumberIsRoundedDownOrRefused() throws TokenException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < CASES; i++) {
      BigDecimal time =
          BigDecimal.valueOf(random.nextLong() >> random.nextInt(64), random.nextInt(40) - 12);
      String claim = claims("\"exp\":" + (random.nextBoolean() ? time : time.toPlainString()));
      if (time.signum() < 0 || time.compareTo(LAST) > 0) {
        assertThat(refusal(claim)).as("seed %d: %s", seed, time).isEqualTo(Reason.INVALID);
      } else if (time.compareTo(BigDecimal.valueOf(NOW - 9)) < 0) {
        assertThat(refusal(claim)).as("seed %d: %s", seed, time).isEqualTo(Reason.EXPIRED);
      } else {
        long whole = time.setScale(0, RoundingMode.FLOOR).longValueExact();
        assertThat(await(TOKENS.connection(claim)).expiresMillis())
            .as("seed %d: %s", seed, time)
            .isEqualTo(whole * 1000);
      }
    }
  }

  private static Reason refusal(String token) {
    return TokenFixture.refusal(TOKENS.connection(token)).reason();
  }
}
