package io.wsgateway.server;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import io.wsgateway.support.ChatFixture;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo page itself: keyboard, names for screen readers, sizes, colours. */
final class ChatPageBrowserIT extends ChatFixture {
  private final StandIn server = new StandIn(vertx);

  @Override
  protected int startServer(int port) {
    return server.start().port();
  }

  @Override
  protected void stopServer() {
    server.stop();
  }

  @Test
  void thePageWorksBehindThePrefixOfAProxy() {
    List<String> asked = new CopyOnWriteArrayList<>();
    BrowserContext person = person();
    person.onRequest(request -> asked.add(URI.create(request.url()).getPath()));
    person.onPage(opened -> opened.onWebSocket(ws -> asked.add(URI.create(ws.url()).getPath())));
    Page page = BROWSER.open(person, "http://127.0.0.1:" + port + "/realtime/");
    connected(page);
    assertThat(page.locator("#node")).hasText("node stand-in <1>");
    assertThat(page.locator("#wscat"))
        .hasText("npx wscat -c ws://127.0.0.1:" + port + "/realtime/ws");
    say(page, "through the prefix");
    assertThat(bodies(page)).hasText("through the prefix");
    assertThat((int) page.locator("header img").evaluate("e => e.naturalWidth")).isPositive();
    assertThat(asked)
        .contains("/realtime/ws", "/realtime/client/reconnect.js", "/realtime/demo/node.json")
        .allMatch(path -> path.startsWith("/realtime/"));
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
