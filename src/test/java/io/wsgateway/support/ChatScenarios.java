package io.wsgateway.support;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What people do with the demo chat, in a real browser, against any server that has the page on
 * {@code /} and the chat on {@code /ws}.
 */
public abstract class ChatScenarios {
  @RegisterExtension static final Browser BROWSER = new Browser();

  protected final Vertx vertx = Vertx.vertx();
  private final List<String> outside = new ArrayList<>();
  private int port;

  /** Starts the server on a port, 0 for any; returns the port. */
  protected abstract int startServer(int port);

  /** Stops it as an operator would. */
  protected abstract void stopServer();

  @BeforeEach
  void start() {
    port = startServer(0);
  }

  @AfterEach
  void stop() {
    try {
      assertThat(outside).as("requests to other hosts").isEmpty();
      assertThat(BROWSER.complaints())
          .as("console: the browser itself reports only lost connections")
          .allMatch(c -> c.contains("WebSocket connection to") || c.contains("net::ERR_"));
    } finally {
      stopServer();
      vertx.close().await();
    }
  }

  private static BrowserContext person() {
    return BROWSER.context(new NewContextOptions());
  }

  private Page chat(BrowserContext person, int port, String name) {
    person.onRequest(
        request -> {
          if (!URI.create(request.url()).getHost().equals("127.0.0.1")) {
            outside.add(request.url());
          }
        });
    Page page = BROWSER.open(person, "http://127.0.0.1:" + port + "/");
    connected(page);
    if (name != null) {
      page.getByLabel("Your name").fill(name);
    }
    return page;
  }

  private Page chat(String name) {
    return chat(person(), port, name);
  }

  private static void connected(Page page) {
    assertThat(page.getByRole(AriaRole.STATUS)).hasText("Connected", patience(30));
  }

  private static LocatorAssertions.HasTextOptions patience(int seconds) {
    return new LocatorAssertions.HasTextOptions().setTimeout(seconds * 1000.0);
  }

  private static void say(Page page, String words) {
    page.getByLabel("Message", new Page.GetByLabelOptions().setExact(true)).fill(words);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send").setExact(true))
        .click();
  }

  private static Locator bodies(Page page) {
    return page.locator(".message:not(.pending) .body");
  }

  /** Another make of client in the same chat. */
  private WebSocket stranger() {
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .buildAsync(
            URI.create("ws://127.0.0.1:" + port + "/ws"),
            new WebSocket.Listener() {
              @Override
              public void onOpen(WebSocket socket) {
                socket.request(Long.MAX_VALUE);
              }
            })
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  private static void sendAll(WebSocket socket, String... texts) {
    for (String text : texts) {
      socket.sendText(text, true).orTimeout(10, TimeUnit.SECONDS).join();
    }
  }

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
    assertThat(ada.locator(".note").last()).containsText("Back after");
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

  @Test
  void theKeyboardIsEnough() {
    Page page = chat(null);
    assertThat(page.getByLabel("Message", new Page.GetByLabelOptions().setExact(true))).isFocused();
    page.keyboard().press("Shift+Tab");
    assertThat(page.getByLabel("Your name")).isFocused();
    page.keyboard().press("ControlOrMeta+a");
    page.keyboard().type("Keys");
    page.keyboard().press("Enter");
    assertThat(page.locator("#text")).isFocused();
    page.keyboard().type("first line");
    page.keyboard().press("Shift+Enter");
    page.keyboard().type("second line");
    page.keyboard().press("Enter");
    assertThat(bodies(page)).hasText("first line\nsecond line");
    assertThat(page.locator(".who")).containsText("Keys");
    assertThat(page.locator("#text")).hasValue("");
    assertThat(page.locator("#text")).isFocused();
    page.keyboard().press("Tab");
    assertThat(page.locator("#send")).isFocused();
    Locator skip = page.getByText("Skip to the message field");
    for (int i = 0; i < 20 && !(boolean) skip.evaluate("e => e === document.activeElement"); i++) {
      page.keyboard().press("Shift+Tab");
    }
    assertThat(skip).isFocused();
    assertThat(skip).isInViewport();
    page.keyboard().press("Enter");
    assertThat(page.locator("#text")).isFocused();
  }

  @Test
  void everythingHasAName() {
    Page page = chat("Ada");
    assertThat(page.locator("html")).hasAttribute("lang", "en");
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
        .hasCount(1);
    assertThat(page.getByRole(AriaRole.LOG, new Page.GetByRoleOptions().setName("Messages")))
        .hasCount(1);
    assertThat(page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Conversation")))
        .hasCount(1);
    assertThat(page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("Your name")))
        .hasCount(1);
    assertThat(page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("Message")))
        .hasCount(1);
    for (Locator control : page.locator(":is(a, button, input, textarea):visible").all()) {
      assertThat(control).hasAccessibleName(Pattern.compile("\\w{3,}"));
    }
  }

  @Test
  void theNameIsRememberedAndTheNodeIsShown() {
    BrowserContext person = person();
    Page first = chat(person, port, "Grace");
    say(first, "hello");
    assertThat(bodies(first)).hasCount(1);
    Page second = chat(person, port, null);
    assertThat(second.getByLabel("Your name")).hasValue("Grace");
    assertThat(second.locator("#node")).hasText(Pattern.compile("^node \\S+"));
    assertThat(second.locator("#empty")).isVisible();
    assertThat(second.locator("#curl")).containsText("curl http");
  }

  @Test
  void aMessageHasALimitAndTheRestIsCounted() {
    Page page = chat("Ada");
    page.locator("#text").fill("x".repeat(900));
    assertThat(page.locator("#left")).hasText("100");
    page.keyboard().insertText("y".repeat(200));
    assertThat(page.locator("#left")).hasText("0");
    page.keyboard().press("Enter");
    assertThat(bodies(page)).hasText("x".repeat(900) + "y".repeat(100));
    say(page, "   ");
    assertThat(page.locator(".message")).hasCount(1);
  }

  @ParameterizedTest
  @CsvSource({"LIGHT, 390, 780", "DARK, 390, 780", "LIGHT, 1280, 800", "DARK, 1280, 800"})
  void itFitsPhoneAndLaptopAndIsReadableInLightAndDark(ColorScheme scheme, int width, int height) {
    BrowserContext person =
        BROWSER.context(
            new NewContextOptions()
                .setColorScheme(scheme)
                .setViewportSize(width, height)
                .setHasTouch(width < 500));
    Page page = chat(person, port, "Ada");
    String name = scheme + "-" + width;
    shot(page, name + "-empty");
    fits(page);
    WebSocket stranger = stranger();
    sendAll(
        stranger,
        "{\"from\":\"Grace\",\"text\":\"Hello from the other window! Is anybody here?\"}",
        "{\"from\":\"Grace\",\"text\":\"I see three nodes.\"}");
    assertThat(bodies(page)).hasCount(2);
    say(page, "Yes! I just killed one of them.");
    assertThat(bodies(page)).hasCount(3);
    say(page, "And nobody noticed.");
    assertThat(bodies(page)).hasCount(4);
    sendAll(
        stranger,
        "a plain line from wscat",
        "{\"from\":\"Linus\",\"text\":\"Two\\nlines, and https://example.org/"
            + "a".repeat(90)
            + "\"}");
    assertThat(bodies(page)).hasCount(6);
    shot(page, name + "-chat");
    fits(page);
    readable(page);
    stopServer();
    assertThat(page.locator("#reconnect")).isVisible();
    say(page, "Typed while the server is away.");
    shot(page, name + "-offline");
    fits(page);
    startServer(port);
  }

  private static void shot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setAnimations(ScreenshotAnimations.DISABLED)
            .setPath(Path.of("target/screenshots/" + name + ".png")));
  }

  private static void fits(Page page) {
    assertThat(page.evaluate("() => document.documentElement.scrollWidth - innerWidth"))
        .as("nothing to scroll sideways")
        .isEqualTo(0);
    assertThat(page.evaluate("() => document.documentElement.scrollHeight - innerHeight"))
        .as("only the conversation scrolls")
        .isEqualTo(0);
  }

  /** Text against its background by WCAG 2.2 (AA: 4.5 to 1). */
  private static void readable(Page page) {
    Object poor =
        page.evaluate(
            """
            () => {
              const rgb = (c) => c.match(/[\\d.]+/g).map(Number);
              const light = (c) => {
                const [r, g, b] = rgb(c).map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const behind = (e) => {
                const c = getComputedStyle(e).backgroundColor;
                return rgb(c)[3] === 0 && e.parentElement ? behind(e.parentElement) : c;
              };
              return [...document.querySelectorAll(".who, .body, time, .note, label, #state, #node, #keys, button, h1, h1 span")]
                .filter((e) => e.checkVisibility())
                .map((e) => {
                  const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
                  return [(a + 0.05) / (b + 0.05), e.outerHTML.slice(0, 80)];
                })
                .filter(([contrast]) => contrast < 4.5)
                .map(String);
            }
            """);
    assertThat((List<?>) poor).isEmpty();
  }
}
