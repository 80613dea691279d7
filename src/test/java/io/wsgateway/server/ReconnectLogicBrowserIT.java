package io.wsgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.vertx.core.Vertx;
import io.wsgateway.connection.ComeBack;
import io.wsgateway.protocol.raw.CloseCode;
import io.wsgateway.support.Browser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The decisions of reconnect.js, without sockets: pure functions, called in the real browser. */
final class ReconnectLogicBrowserIT {
  @RegisterExtension static final Browser BROWSER = new Browser();

  private final Vertx vertx = Vertx.vertx();
  private StandIn server;
  private Page page;

  @BeforeEach
  void open() {
    server = new StandIn(vertx).start();
    page = BROWSER.open(server.url("/blank"));
  }

  @AfterEach
  void close() {
    server.close();
    vertx.close().await();
  }

  /** The value of an expression over the module {@code m}, as JSON text. */
  private String js(String expression) {
    return (String)
        page.evaluate(
            "async () => { const m = await import('/client/reconnect.js');"
                + " return JSON.stringify("
                + expression
                + ") ?? 'undefined'; }");
  }

  @Test
  void backoffIsDrawnBetweenTheFloorAndACeilingThatDoubles() {
    assertThat(js("[0,1,2,3,4,5,6,50].map(n => m.backoff(n, m.DEFAULTS, () => 1))"))
        .isEqualTo("[1000,2000,4000,8000,16000,20000,20000,20000]");
    assertThat(js("[0,5,50].map(n => m.backoff(n, m.DEFAULTS, () => 0))"))
        .isEqualTo("[500,500,500]");
    assertThat(js("new Set(Array.from({length: 50}, () => m.backoff(5))).size > 25"))
        .isEqualTo("true");
  }

  @ParameterizedTest
  @CsvSource({
    "'retry-ms=1500', 1500",
    "'service restart, retry-ms=0', 0",
    "'restart; retry-ms=20 more', 20",
    "'retry-ms=99999999999', 600000",
    "'retry-ms=', null",
    "'retry-ms=-5', null",
    "'no-retry-ms=5', null",
    "'xretry-ms=5', null",
    "'retry-ms=12345678901234567890', null",
    "'', null"
  })
  void retryMsIsReadFromTheReason(String reason, String expected) {
    assertThat(js("m.retryMs('" + reason + "')")).isEqualTo(expected);
  }

  @Test
  void aMissingReasonHasNoRetryMs() {
    assertThat(js("m.retryMs(undefined)")).isEqualTo("null");
  }

  @ParameterizedTest
  @EnumSource(CloseCode.class)
  void theVerdictFollowsTheGatewaysOwnTableOfCloseCodes(CloseCode code) {
    Map<ComeBack, String> actions =
        Map.of(
            ComeBack.AS_YOU_LIKE, "retry",
            ComeBack.NO, "stop",
            ComeBack.BACKOFF, "retry",
            ComeBack.AFTER_DELAY, "retry",
            ComeBack.RELOAD, "missed",
            ComeBack.NEW_TOKEN, "token");
    assertThat(js("m.verdict(" + code.code() + ", '').action"))
        .isEqualTo('"' + actions.get(code.comeBack()) + '"');
  }

  @Test
  void aDelayIsTakenFromTheReasonOfAnyCodeThatLetsUsBack() {
    assertThat(
            js("[1012,1013,1011,4010,4401,4999,1008].map(c => m.verdict(c, 'retry-ms=7').delay)"))
        .isEqualTo("[7,7,7,7,7,null,null]");
  }

  @Test
  void aNormalCloseEndsItOnlyWhenSaidSo() {
    assertThat(js("m.verdict(1000, '', false).action")).isEqualTo("\"stop\"");
  }

  @Test
  void unknownCodesComeBackUnlessTheirRangeSaysNo() {
    assertThat(js("[1005,1006,1014,1015,3000,3499,4000,4003,4499].map(c => m.verdict(c).action)"))
        .isEqualTo("[" + "\"retry\",".repeat(8) + "\"retry\"]");
    assertThat(js("[1010,3500,3999,4500,4999].map(c => m.verdict(c).action)"))
        .isEqualTo("[" + "\"stop\",".repeat(4) + "\"stop\"]");
  }

  @Test
  void theWaitIsAsToldElseShortOnceForANewTokenOrALoadElseABackoff() {
    String wait = "m.delayBefore({action: '%s', delay: %s}, %d, m.DEFAULTS, () => %s)";
    assertThat(js(wait.formatted("retry", "4321", 9, "1"))).isEqualTo("4321");
    assertThat(js(wait.formatted("retry", "null", 0, "1"))).isEqualTo("1000");
    for (String action : List.of("missed", "token", "soon")) {
      assertThat(js(wait.formatted(action, "null", 0, "0"))).isEqualTo("0");
      assertThat(js(wait.formatted(action, "null", 0, "1"))).isEqualTo("500");
      assertThat(js(wait.formatted(action, "null", 3, "1"))).isEqualTo("8000");
    }
  }

  @Test
  void theAddressIsMadeAbsoluteAndCarriesThePosition() {
    assertThat(js("m.socketUrl('/ws', 'https://a.example/page?x#y')"))
        .isEqualTo("\"wss://a.example/ws\"");
    assertThat(js("m.socketUrl('http://b.example:81/ws?room=1#f', 'https://a.example/')"))
        .isEqualTo("\"ws://b.example:81/ws?room=1\"");
    assertThat(
            js(
                "m.socketUrl('wss://b.example/ws?a=b&since=old', undefined, {epoch: 'e&1', offset: 7})"))
        .isEqualTo("\"wss://b.example/ws?a=b&since=e%261%3A7\"");
  }

  @Test
  void jsonFramesAreToldApart() {
    assertThat(
            js(
                "['{}', '{\"epoch\":\"e\",\"offset\":3,\"recovered\":true}',"
                    + " '{\"epoch\":\"e\",\"offset\":4,\"data\":null}', '{\"data\":{\"text\":1}}',"
                    + " '{\"text\":\"hi\"}', '{\"epoch\":\"e\",\"offset\":5}', 'plain', '[1]', 'null',"
                    + " '{\"epoch\":\"\",\"offset\":0,\"recovered\":false}']"
                    + ".map(f => m.readFrame(f)).map(f => f.kind + (f.at ? f.at.offset : ''))"))
        .isEqualTo(
            "[\"heartbeat\",\"hello3\",\"publication4\",\"publication\",\"text\",\"position5\","
                + "\"invalid\",\"invalid\",\"invalid\",\"hello\"]");
  }

  @Test
  void aRecoveredHelloDoesNotMoveThePositionPastWhatIsStillOnItsWay() {
    String hello =
        "m.nextPosition(%s, m.readFrame('{\"epoch\":\"e\",\"offset\":9,\"recovered\":%s}'))";
    assertThat(js(hello.formatted("{epoch: 'e', offset: 5}", "true"))).contains("\"offset\":5");
    assertThat(js(hello.formatted("{epoch: 'd', offset: 5}", "false")))
        .isEqualTo("{\"epoch\":\"e\",\"offset\":9}");
    assertThat(js(hello.formatted("null", "false"))).contains("\"offset\":9");
    assertThat(js("m.nextPosition({epoch: 'e', offset: 5}, m.readFrame('{\"data\":1}'))"))
        .contains("\"offset\":5");
  }

  @Test
  void theBufferIsBoundedInMessagesAndCharactersAndRefusesTheNewest() {
    assertThat(
            js(
                "(() => { const b = new m.SendBuffer(3, 10); return [b.add('aaaa'), b.add('bbbbbbb'),"
                    + " b.add('cc'), b.add(''), b.add(''), b.shift(), b.add(new Uint8Array(8)),"
                    + " b.drain().length, b.length, b.add('dddddddddd')]; })()"))
        .isEqualTo("[true,false,true,true,false,\"aaaa\",true,3,0,true]");
  }

  @Test
  void aMistypedOptionIsToldAtOnce() {
    assertThat(
            js(
                "(() => { try { new m.ReconnectingSocket('/ws', {frame: 'json'}) } catch (e) { return e.message } })()"))
        .contains("no option frame");
  }
}
