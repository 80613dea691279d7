package io.wsgateway.support;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.vertx.core.json.JsonObject;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What people do with the demo chat, and what networks and servers do to them. */
public abstract class ChatScenarios extends ChatFixture {
  @Test
  void twoWindowsChatAndBothSeeBothInTheSameOrder() {
    Page ada = chat("Ada");
    Page grace = chat("Grace");
    say(ada, "Hello?");
    assertThat(bodies(grace)).hasText(new String[] {"Hello?"});
    say(grace, "Hi Ada!");
    assertThat(bodies(ada)).hasText(new String[] {"Hello?", "Hi Ada!"});
    assertThat(bodies(grace)).hasText(new String[] {"Hello?", "Hi Ada!"});
    assertThat(ada.locator(".mine")).hasText(Pattern.compile("Ada \\(you\\).*Hello\\?"));
    assertThat(ada.locator(".message:not(.mine) .who")).hasText("Grace");
    assertThat(grace.locator(".mine .body")).hasText("Hi Ada!");
    assertThat(ada.locator(".mine time")).hasAttribute("datetime", Pattern.compile("^2.*Z$"));
  }

  @Test
  void hostileTextIsShownAsText() {
    Page page = chat("Ada");
    page.onDialog(
        dialog -> {
          outside.add("dialog: " + dialog.message());
          dialog.dismiss();
        });
    String[] attacks = {
      "<img src=x onerror=alert(1)>",
      "<script>alert(2)</script>",
      "\"><svg onload=alert(3)>",
      "<iframe srcdoc='<script>parent.alert(4)</script>'></iframe>",
      "javascript:alert(5)",
      "<style>body{display:none}</style>"
    };
    WebSocket stranger = stranger();
    for (String attack : attacks) {
      sendAll(stranger, attack);
      sendAll(
          stranger,
          new JsonObject().put("from", attack).put("text", attack).put("id", attack).encode());
    }
    assertThat(bodies(page)).hasCount(2 * attacks.length);
    for (int i = 0; i < attacks.length; i++) {
      assertThat(bodies(page).nth(2 * i)).hasText(attacks[i]);
      assertThat(bodies(page).nth(2 * i + 1)).hasText(attacks[i]);
      assertThat(page.locator(".message").nth(2 * i + 1).locator("bdi"))
          .hasText(attacks[i].substring(0, Math.min(40, attacks[i].length())));
    }
    assertThat(page.locator("#log :is(img, script, svg, iframe, style, a)")).hasCount(0);
    say(page, attacks[0]);
    assertThat(page.locator(".mine:not(.pending) .body")).hasText(attacks[0]);
    stranger.abort();
  }

  @Test
  void whateverOthersSendIsShownAsFromSomeone() {
    Page page = chat("Ada");
    WebSocket stranger = stranger();
    sendAll(
        stranger,
        "a plain line",
        "42",
        "[1]",
        "null",
        "{\"text\":7}",
        "{\"from\":5,\"text\":\"numbered\"}",
        "",
        "y".repeat(5000));
    stranger.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true).join();
    assertThat(page.locator(".message")).hasCount(9);
    assertThat(bodies(page))
        .hasText(
            new String[] {
              "a plain line",
              "42",
              "[1]",
              "null",
              "{\"text\":7}",
              "numbered",
              "(empty message)",
              "y".repeat(4000) + "… (5000 characters)",
              "[binary, 3 bytes]"
            });
    assertThat(page.locator(".who").first()).hasText("someone");
    stranger.abort();
  }

  @Test
  void aServerThatStopsAndStartsAgainIsFoundWithoutTheUser() {
    Page ada = chat("Ada");
    Page grace = chat("Grace");
    say(ada, "before");
    assertThat(bodies(grace)).hasCount(1);
    stopServer();
    assertThat(ada.getByRole(AriaRole.STATUS)).not().hasText("Connected", patience(20));
    assertThat(grace.getByRole(AriaRole.STATUS)).not().hasText("Connected", patience(20));
    say(ada, "written meanwhile");
    assertThat(ada.locator(".pending .body")).hasText("written meanwhile");
    startServer(port);
    connected(ada);
    connected(grace);
    assertThat(ada.locator(".pending")).hasCount(0);
    assertThat(ada.locator(".mine .body").last()).hasText("written meanwhile");
    say(grace, "after");
    assertThat(bodies(ada).last()).hasText("after");
    assertThat(ada.locator(".note").last()).containsText("Reconnected after");
  }

  @Test
  void aNetworkThatIsCutForTenSecondsIsSurvived() {
    try (TcpProxy network = TcpProxy.to(vertx, port)) {
      BrowserContext away = person();
      Page ada = chat(away, network.port(), "Ada");
      say(ada, "before");
      assertThat(bodies(ada)).hasCount(1);
      network.cut();
      away.setOffline(true);
      assertThat(ada.getByRole(AriaRole.STATUS)).hasText("Offline", patience(10));
      long cut = System.nanoTime();
      say(ada, "written meanwhile");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> System.nanoTime() - cut > Duration.ofSeconds(10).toNanos());
      assertThat(ada.getByRole(AriaRole.STATUS)).not().hasText("Connected");
      network.restore();
      long restored = System.nanoTime();
      away.setOffline(false);
      connected(ada);
      assertThat(Duration.ofNanos(System.nanoTime() - restored))
          .as("the network's return is noticed, no long wait is sat out")
          .isLessThan(Duration.ofSeconds(10));
      assertThat(bodies(ada)).hasText(new String[] {"before", "written meanwhile"});
    }
  }

  @Test
  void aNetworkThatSwallowsForAWhileLosesNothing() {
    try (TcpProxy network = TcpProxy.to(vertx, port)) {
      Page ada = chat(person(), network.port(), "Ada");
      Page grace = chat("Grace");
      network.blackHole();
      say(grace, "to Ada");
      say(ada, "to Grace");
      assertThat(bodies(grace)).hasText(new String[] {"to Ada"});
      assertThat(ada.locator(".pending .body")).hasText("to Grace");
      network.restore();
      assertThat(bodies(grace)).hasText(new String[] {"to Ada", "to Grace"});
      assertThat(bodies(ada)).hasText(new String[] {"to Ada", "to Grace"});
    }
  }

  @Test
  void whatWasLostWithTheConnectionIsToldAndCanBeSentAgain() {
    try (TcpProxy network = TcpProxy.to(vertx, port)) {
      Page ada = chat(person(), network.port(), "Ada");
      Page grace = chat("Grace");
      network.blackHole();
      say(ada, "swallowed");
      assertThat(ada.locator(".pending")).hasCount(1);
      network.cut();
      assertThat(ada.locator(".unconfirmed")).containsText("Perhaps not sent");
      network.restore();
      connected(ada);
      ada.getByText("Send again").click();
      assertThat(bodies(grace)).hasText(new String[] {"swallowed"});
      assertThat(bodies(ada)).hasText(new String[] {"swallowed"});
      assertThat(ada.locator(".unconfirmed")).hasCount(0);
    }
  }

  @Test
  void aTabThatSleptShowsWhatCameMeanwhile() {
    Page ada = chat("Ada");
    WebSocket stranger = stranger();
    try (SleepingPage asleep = SleepingPage.of(ada)) {
      sendAll(stranger, "one", "two");
      asleep.during(Duration.ofSeconds(3));
    }
    assertThat(bodies(ada)).hasText(new String[] {"one", "two"});
    connected(ada);
    stranger.abort();
  }
}
