package io.wsgateway.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.vertx.core.Vertx;
import io.wsgateway.kit.Hs256;
import io.wsgateway.support.Browser;
import io.wsgateway.support.FilteringProxy;
import io.wsgateway.support.FilteringProxy.Fault;
import io.wsgateway.support.RunningGateway;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo chat behind proxies that break WebSocket, in the real browser. */
final class FallbackBrowserIT {
  @RegisterExtension static final Browser BROWSER = new Browser();

  /** Opens a socket with one transport, and sends a numbered message. */
  private static final String OPEN =
      """
      async ([url, transport, token]) => {
        const { ReconnectingSocket } = await import("/client/reconnect.js");
        window.log = [];
        window.s = new ReconnectingSocket(url, {
          frames: "json", transports: [transport], token: async () => token,
        });
        s.addEventListener("message", (e) => log.push(`message ${e.data}`));
        s.addEventListener("answer", (e) => log.push(`answer ${e.id}`));
        s.addEventListener("open", () => s.send('{"id": 7, "data": "hello"}'));
      }
      """;

  private final Vertx vertx = Vertx.vertx();
  private RunningGateway node;
  private Page grace;

  @BeforeEach
  void start() throws Exception {
    node = RunningGateway.ofFile(Path.of("config/demo.yaml"));
    grace = chat(node.gateway().httpPort());
  }

  @AfterEach
  void stop() {
    node.close();
    vertx.close().await();
  }

  private static Page chat(int port) {
    return BROWSER.open("http://127.0.0.1:" + port + "/");
  }

  @ParameterizedTest
  @EnumSource(names = {"REFUSES_UPGRADES", "SWALLOWS_FRAMES"})
  void theChatWorksWithoutWebSocketAndGoesBackToIt(Fault fault) {
    try (FilteringProxy proxy = FilteringProxy.to(vertx, node.gateway().httpPort(), fault)) {
      Page ada = chat(proxy.port());
      uses(ada, "sse");
      bothHear(ada, "without WebSocket");
      await().until(() -> node.connections("sse") == 1);

      // The network changes, and breaks WebSocket as before.
      ada.evaluate("() => dispatchEvent(new Event('online'))");
      assertThat(ada.locator(".note").last()).containsText("Reconnected after", patience());
      uses(ada, "sse");
      bothHear(ada, "still without");

      proxy.heal();
      ada.evaluate("() => dispatchEvent(new Event('online'))");
      uses(ada, "websocket");
      bothHear(ada, "with WebSocket");
    }
  }

  @Test
  void theChatPollsWhereNeitherWebSocketNorStreamsPass() {
    try (FilteringProxy proxy =
        FilteringProxy.to(
            vertx, node.gateway().httpPort(), Fault.REFUSES_UPGRADES, Fault.HOLDS_STREAMS)) {
      Page ada = chat(proxy.port());
      uses(ada, "poll");
      bothHear(ada, "by polling");
      proxy.heal();
      ada.evaluate("() => dispatchEvent(new Event('online'))");
      uses(ada, "websocket");
      bothHear(ada, "with WebSocket");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sse", "poll"})
  void aPageOfAnotherOriginUsesItsTokenInAHeader(String transport) throws Exception {
    Hs256 key = Hs256.KEY;
    try (RunningGateway other =
        RunningGateway.of(
            """
            origins: {allow: ["*"]}
            auth: {jwt: {keys: [{alg: HS256, secret: %s}]}}
            endpoints: [{path: /own, channel: own, auth: token, frames: json}]
            """
                .formatted(key.secret()))) {
      int port = other.gateway().httpPort();
      Page page = BROWSER.open("http://localhost:" + port + "/client/reconnect.js");
      List<String> urls = new CopyOnWriteArrayList<>();
      page.onRequest(request -> urls.add(request.url()));
      page.evaluate(OPEN, List.of("ws://127.0.0.1:" + port + "/own", transport, key.user("ann")));
      page.waitForFunction("() => log.includes('answer 7')");
      page.waitForFunction("() => log.includes('message hello')");
      assertThat(page.evaluate("() => s.transport")).isEqualTo(transport);
      assertThat(other.connections(transport)).isEqualTo(1);
      assertThat(urls.toString()).contains("/own").doesNotContain(key.user("ann"));
      page.evaluate("() => s.close()");
    }
  }

  private static void uses(Page page, String transport) {
    assertThat(page.locator("#pill[data-state=open][data-transport=" + transport + "]"))
        .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(60_000));
  }

  private static LocatorAssertions.ContainsTextOptions patience() {
    return new LocatorAssertions.ContainsTextOptions().setTimeout(60_000);
  }

  private void bothHear(Page ada, String words) {
    say(ada, words + ", from Ada");
    heard(grace, words + ", from Ada");
    heard(ada, words + ", from Ada");
    say(grace, words + ", from Grace");
    heard(ada, words + ", from Grace");
  }

  private static void heard(Page page, String words) {
    Locator bodies = page.locator(".message:not(.pending) .body");
    assertThat(bodies.last())
        .hasText(words, new LocatorAssertions.HasTextOptions().setTimeout(60_000));
  }

  private static void say(Page page, String words) {
    page.getByLabel("Message", new Page.GetByLabelOptions().setExact(true)).fill(words);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send").setExact(true))
        .click();
  }
}
