package io.wsgateway.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.Secret;
import org.junit.jupiter.api.Test;

/** The vector that the libraries of Standard Webhooks test themselves with. */
final class HookSignatureTest {
  private static final String SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final long SECONDS = 1_614_265_330;
  private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(UTF_8);
  private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

  @Test
  void theKnownVectorHasItsSignatureWithAndWithoutThePrefix() {
    HookSignature signature = new HookSignature(Secret.of("whsec_" + SECRET));
    assertThat(signature.of(ID, SECONDS, BODY)).isEqualTo(SIGNATURE);
    assertThat(signature.of(ID, SECONDS, BODY)).as("a second call").isEqualTo(SIGNATURE);
    assertThat(new HookSignature(Secret.of(SECRET)).of(ID, SECONDS, BODY)).isEqualTo(SIGNATURE);
  }

  @Test
  void eachPartChangesIt() {
    HookSignature signature = new HookSignature(Secret.of(SECRET));
    assertThat(signature.of("msg_other", SECONDS, BODY)).isNotEqualTo(SIGNATURE);
    assertThat(signature.of(ID, SECONDS + 1, BODY)).isNotEqualTo(SIGNATURE);
    assertThat(signature.of(ID, SECONDS, new byte[0])).isNotEqualTo(SIGNATURE);
  }
}
