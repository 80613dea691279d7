package io.wsgateway.hooks.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wsgateway.auth.ConnectDecision;
import io.wsgateway.auth.ConnectDecision.Allowed;
import io.wsgateway.auth.ConnectDecision.Denied;
import io.wsgateway.auth.ConnectDecision.Expired;
import io.wsgateway.auth.ConnectDecision.Undecided;
import io.wsgateway.auth.Identity;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a backend may answer, right and wrong. */
final class ConnectAnswerTest {
  private static final long NOW = 1_800_000_000_000L;

  private static ConnectDecision read(String json) throws ConnectFault {
    return ConnectAnswer.read(json.getBytes(UTF_8), NOW);
  }

  private static Identity allowed(String result) throws ConnectFault {
    return ((Allowed) read("{\"result\":" + result + "}")).identity();
  }

  private static String fault(String json) {
    ConnectFault fault = catchThrowableOfType(ConnectFault.class, () -> read(json));
    assertThat(fault).as(json).isNotNull();
    assertThat(fault.getStackTrace()).isEmpty();
    return fault.sentence();
  }

  @Test
  void theExampleOfCentrifugosDocumentationIsRead() throws Exception {
    assertThat(
            allowed(
                "{\"user\":\"56\",\"expire_at\":1800000060,\"info\":{\"name\": \"Æ 1.0\"},"
                    + "\"data\":{\"a\":1},\"channels\":[\"a\",\"b:c\"],\"meta\":{},\"caps\":[],"
                    + "\"something\":[{}]}"))
        .isEqualTo(
            new Identity(
                "56",
                "{\"name\": \"Æ 1.0\"}",
                Set.of("a", "b:c"),
                1_800_000_060_000L,
                1_800_000_060_000L));
  }

  @Test
  void aResultWithoutAnythingIsAGuest() throws Exception {
    assertThat(allowed("{}")).isEqualTo(Identity.ANONYMOUS);
    assertThat(
            allowed(
                "{\"user\":null,\"expire_at\":null,\"info\":null,\"channels\":null,\"subs\":null}"))
        .isEqualTo(Identity.ANONYMOUS);
    assertThat(allowed("{\"user\":\"\",\"expire_at\":0}")).isEqualTo(Identity.ANONYMOUS);
    assertThat(allowed("{\"expire_at\":-1}")).isEqualTo(Identity.ANONYMOUS);
  }

  @Test
  void bytesWinOverInfoAndSubsOverChannels() throws Exception {
    String json = Base64.getEncoder().encodeToString("{\"a\":1}".getBytes(UTF_8));
    assertThat(allowed("{\"info\":2,\"b64info\":\"" + json + "\"}").info()).isEqualTo("{\"a\":1}");
    assertThat(allowed("{\"b64info\":\"/w==\"}").info()).isEqualTo("{\"base64\":\"/w==\"}");
    assertThat(allowed("{\"channels\":[\"a\"],\"subs\":{\"b\":{},\"c\":{\"data\":1}}}").channels())
        .containsExactlyInAnyOrder("b", "c");
    assertThat(allowed("{\"channels\":[\"a\"],\"subs\":{}}").channels()).containsExactly("a");
  }

  @Test
  void disconnectCountsBeforeErrorAndErrorBeforeResult() throws Exception {
    assertThat(
            read(
                "{\"result\":{\"user\":\"a\"},\"error\":{\"code\":109},"
                    + "\"disconnect\":{\"code\":4501,\"reason\":\"unauthorized\"}}"))
        .isEqualTo(new Denied(4501, "unauthorized"));
    assertThat(read("{\"result\":{\"user\":\"a\"},\"error\":{\"code\":1000,\"message\":\"no\"}}"))
        .isEqualTo(new Denied(ConnectDecision.NO_CODE, "no"));
    assertThat(read("{\"disconnect\":null,\"error\":null,\"result\":{}}"))
        .isInstanceOf(Allowed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"result\":null}", "{\"results\":{\"user\":\"a\"}}"})
  void noResultIsARefusal(String json) throws Exception {
    assertThat(read(json)).isEqualTo(new Denied(ConnectDecision.NO_CODE, ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "true", "\"x\"", "[]", "{}", "{\"code\":\"x\",\"reason\":4}", "1.5"})
  void aRefusalIsOneWhateverIsWrongWithIt(String value) throws Exception {
    assertThat(read("{\"disconnect\":" + value + ",\"result\":{}}"))
        .isEqualTo(new Denied(ConnectDecision.NO_CODE, ""));
    assertThat(read("{\"error\":" + value + ",\"result\":{\"user\":5}}"))
        .isEqualTo(new Denied(ConnectDecision.NO_CODE, ""));
  }

  @ParameterizedTest
  @CsvSource({
    "1000,1000", "1008,1008", "1013,1013", "3000,3000", "4999,4999", "3501,3501", "0,0", "-1,0",
    "999,0", "1002,0", "1005,0", "1006,0", "1015,0", "2999,0", "5000,0", "4294971296,0"
  })
  void onlyCodesThatCanBeSentAreTaken(long given, int taken) throws Exception {
    assertThat(read("{\"disconnect\":{\"code\":" + given + ",\"reason\":\"r\"}}"))
        .isEqualTo(new Denied(taken, "r"));
  }

  @Test
  void aLongReasonIsCut() throws Exception {
    Denied denied =
        (Denied) read("{\"disconnect\":{\"code\":4000,\"reason\":\"" + "x".repeat(9999) + "\"}}");
    assertThat(denied.reason()).isEqualTo("x".repeat(200));
    denied = (Denied) read("{\"disconnect\":{\"reason\":\"" + "x".repeat(199) + "😀😀\"}}");
    assertThat(denied.reason()).isEqualTo("x".repeat(199));
  }

  @Test
  void expiredIsToldApart() throws Exception {
    assertThat(read("{\"error\":{\"code\":109,\"message\":\"token expired\"}}"))
        .isInstanceOf(Expired.class);
    assertThat(read("{\"error\":{\"code\":110}}")).isInstanceOf(Expired.class);
    assertThat(read("{\"result\":{\"user\":\"a\",\"expire_at\":1799999999}}"))
        .isInstanceOf(Expired.class);
    assertThat(read("{\"result\":{\"user\":\"a\",\"expire_at\":1800000000}}"))
        .isInstanceOf(Expired.class);
    assertThat(read("{\"result\":{\"user\":\"a\",\"expire_at\":1800000001}}"))
        .isInstanceOf(Allowed.class);
  }

  @Test
  void aTemporaryErrorIsNoDecision() throws Exception {
    assertThat(read("{\"error\":{\"code\":100,\"message\":\"db\",\"temporary\":true}}"))
        .isEqualTo(new Undecided(false, "it answered with a temporary error"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"user\":5}|result.user is not a text",
        "{\"user\":\"a b\"}|result.user is not at most 128",
        "{\"user\":\"\\n\"}|result.user is not at most 128",
        "{\"expire_at\":\"1\"}|result.expire_at is not a whole number",
        "{\"expire_at\":1.5}|result.expire_at is not a whole number",
        "{\"expire_at\":1e9}|result.expire_at is not a whole number",
        "{\"expire_at\":1800000060000}|(not milliseconds)",
        "{\"expire_at\":99999999999999999999}|result.expire_at is not a whole number",
        "{\"b64info\":\"*\"}|result.b64info is not base64",
        "{\"b64info\":1}|result.b64info is not a text",
        "{\"channels\":\"a\"}|result.channels is not a list of texts",
        "{\"channels\":[1]}|result.channels is not a list of texts",
        "{\"channels\":[\"a b\"]}|result.channels has a name that cannot be a channel",
        "{\"channels\":[\"\"]}|result.channels has a name that cannot be a channel",
        "{\"subs\":[]}|result.subs is not an object",
        "{\"subs\":{\"\":{}}}|result.subs has a name that cannot be a channel",
        "5|result is not an object",
        "[]|result is not an object",
      })
  void wrongTypesAreNamed(String result, String sentence) {
    assertThat(fault("{\"result\":" + result + "}")).contains(sentence);
  }

  @Test
  void everyLengthHasAnEnd() {
    assertThat(fault("{\"result\":{\"user\":\"" + "u".repeat(129) + "\"}}"))
        .contains("at most 128");
    assertThat(fault("{\"result\":{\"info\":\"" + "u".repeat(8191) + "\"}}"))
        .contains("result.info is over 8192 characters");
    String channels =
        IntStream.range(0, 129).mapToObj(i -> "\"c" + i + "\"").collect(Collectors.joining(","));
    assertThat(fault("{\"result\":{\"channels\":[" + channels + "]}}"))
        .contains("result.channels has over 128");
    assertThat(fault("{\"result\":{\"channels\":[\"" + "c".repeat(256) + "\"]}}"))
        .contains("cannot be a channel");
    assertThat(fault("{\"result\":{\"info\":" + "[".repeat(9999) + "}}")).contains("nested");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "\"result\"",
        "{",
        "{\"result\":",
        "{\"result\":{}}x",
        "{\"result\":{}}{}",
        "{'result':{}}",
        "{\"result\":{},\"result\":{}}",
        "{\"result\":{\"user\":\"a\",\"user\":\"b\"}}",
        "<html></html>",
        "\uFEFF{}"
      })
  void whatIsNoObjectIsNoAnswer(String json) {
    assertThat(fault(json)).isNotEmpty();
  }

  @Test
  void theSentenceRepeatsNothingOfTheAnswer() {
    assertThat(fault("{\"result\":{\"user\":\"top secret\"}}")).doesNotContain("secret");
    assertThat(fault("{\"result\":{\"info\":secret}}")).doesNotContain("secret");
  }

  /** Whatever comes, it is a decision or a fault, and nothing lets a client in by chance. */
  @Test
  void damagedAnswersNeverFailOtherwise() {
    Random random = new Random(5);
    List<String> whole =
        List.of(
            "{\"result\":{\"user\":\"56\",\"expire_at\":1800000060,\"info\":{\"a\":[1,\"é\"]}}}",
            "{\"disconnect\":{\"code\":4000,\"reason\":\"no\"}}",
            "{\"error\":{\"code\":1000,\"message\":\"no\",\"temporary\":false}}");
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = whole.get(random.nextInt(whole.size())).getBytes(UTF_8);
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(ConnectAnswer.read(bytes, NOW)).isNotNull();
      } catch (ConnectFault e) {
        assertThat(e.sentence()).isNotEmpty();
      }
    }
  }
}
