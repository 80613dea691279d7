package io.wsgateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import io.wsgateway.kit.Hs256;
import io.wsgateway.kit.TcpBalancer;
import io.wsgateway.support.Browser;
import io.wsgateway.support.RunningCluster;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pages that connect with a token, behind a balancer over two nodes, in the real browser. */
final class TokenPagesBrowserIT {
  @RegisterExtension static final Browser BROWSER = new Browser();

  private static final Hs256 KEY = Hs256.KEY;
  private static final String CONFIG =
      """
      auth: {cookie: sid, refuseHoldMillis: 20, jwt: {leewaySeconds: 0, keys: [{alg: HS256, secret: %s}]}}
      channels: {namespaces: {user: {}}}
      endpoints:
        - {path: /own, channel: "user:{user}", auth: token, frames: json}
        - {path: /bare, channel: "user:{user}", auth: token}
      """
          .formatted(KEY.secret());

  /** Opens a socket of reconnect.js, whose tokens last so many seconds, one after the other. */
  private static final String OPEN =
      """
      async (tokens) => {
        const { ReconnectingSocket } = await import("/client/reconnect.js");
        window.log = [];
        window.asked = 0;
        window.s = new ReconnectingSocket("/own", {
          frames: "json", minDelay: 20, maxDelay: 500, token: async () => tokens[window.asked++] ?? null,
        });
        for (const type of ["open", "message", "closed"]) {
          s.addEventListener(type, (e) => log.push(`${type} ${e.data ?? e.code ?? ""} ${e.reason ?? ""}`.trim()));
        }
      }
      """;

  /** Opens a plain socket, and returns how it ended, or the first message. */
  private static final String PLAIN =
      """
      (protocols) => new Promise((done) => {
        const socket = new WebSocket(`ws://${location.host}/bare`, protocols);
        socket.onmessage = (e) => done(e.data);
        socket.onclose = (e) => done(`${e.code} ${e.reason}`);
        socket.onopen = () => (window.opened = true);
      })
      """;

  private RunningCluster cluster;
  private TcpBalancer balancer;

  @BeforeEach
  void start() {
    cluster = RunningCluster.of(2, CONFIG);
    balancer = TcpBalancer.over(port(0), port(1));
  }

  @AfterEach
  void stop() {
    balancer.close();
    cluster.close();
  }

  private int port(int node) {
    return cluster.node(node).ws("/").getPort();
  }

  private BrowserContext context() {
    return BROWSER.context(new NewContextOptions());
  }

  /** A page of the gateway's own origin. */
  private Page page(BrowserContext context) {
    return BROWSER.open(context, "http://127.0.0.1:" + balancer.port() + "/client/reconnect.js");
  }

  private static String in(int seconds) {
    return KEY.until("ann", System.currentTimeMillis() / 1000 + seconds);
  }

  private void publish(int node, String data) throws Exception {
    cluster.node(node).api("publish", "{\"channel\":\"user:ann\",\"data\":\"%s\"}".formatted(data));
  }

  private static void until(Page page, String line) {
    page.waitForFunction("(line) => log.includes(line)", line);
  }

  @Test
  void aPageThatHandsOverItsTokenInThePairStaysWithItsUserWhenItsNodeIsRestartedAndStops()
      throws Exception {
    Page page = page(context());
    page.evaluate(OPEN, Collections.nCopies(500, in(600)));
    until(page, "open");
    publish(0, "one");
    until(page, "message one");
    int first = cluster.node(0).connections() == 1 ? 0 : 1;

    balancer.use(port(first));
    cluster.restart(first, CONFIG);
    untilOpen(page, 2);
    assertThat(cluster.node(first).connections()).isEqualTo(1);
    publish(1 - first, "two");
    until(page, "message two");

    balancer.use(port(1 - first));
    int before = (int) page.evaluate("() => asked");
    assertThat(before).as("asked before each connect").isGreaterThanOrEqualTo(2);
    cluster.node(first).stop();
    untilOpen(page, 3);
    publish(1 - first, "three");
    until(page, "message three");
    assertThat(page.evaluate("() => asked")).isEqualTo(before + 1);
  }

  private static void untilOpen(Page page, int times) {
    page.waitForFunction("(n) => log.filter((line) => line === 'open').length === n", times);
  }

  @Test
  void aPageConnectsWithItsCookieAlone() throws Exception {
    BrowserContext context = context();
    context.addCookies(
        List.of(new Cookie("sid", in(600)).setDomain("127.0.0.1").setPath("/").setHttpOnly(true)));
    Page page = page(context);
    page.evaluate("(script) => { window.first = eval(script)([]); }", PLAIN);
    page.waitForFunction("() => window.opened");
    publish(0, "to the cookie");
    assertThat(page.evaluate("() => window.first")).isEqualTo("\"to the cookie\"");
  }

  @Test
  void aPageCanReadWhyItWasRefused() {
    Page page = page(context());
    assertThat(page.evaluate(PLAIN, List.of())).isEqualTo("4401 a token is required here");
    assertThat(page.evaluate(PLAIN, List.of("bearer", in(-5))))
        .isEqualTo("4401 the token has expired");
    String forged = new Hs256("another secret of 32 bytes or more!").user("ann");
    assertThat(page.evaluate(PLAIN, List.of("bearer", forged)).toString()).startsWith("1008 ");
  }

  @Test
  void aPageRenewsItsTokenAndEndsWithTheLastOne() {
    Page page = page(context());
    // Each lives for less than the time of the warning, so the warning comes at once; the third
    // question has no answer.
    page.evaluate(OPEN, List.of(in(2), in(5)));
    until(page, "open");
    page.waitForFunction("() => asked >= 2");
    await().until(() -> cluster.node(0).connections() + cluster.node(1).connections() == 1);
    until(page, "closed 4401 no token");
    assertThat(page.evaluate("() => log.filter((line) => line === 'open').length")).isEqualTo(1);
  }
}
