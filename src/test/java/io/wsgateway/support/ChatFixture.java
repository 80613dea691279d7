package io.wsgateway.support;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The demo chat in a real browser, against any server that has the page on {@code /} and the chat
 * on {@code /ws}. After each test: nothing was asked of other hosts, and no console complained.
 */
public abstract class ChatFixture {
  @RegisterExtension protected static final Browser BROWSER = new Browser();

  protected final Vertx vertx = Vertx.vertx();
  protected final List<String> outside = new ArrayList<>();
  protected int port;

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
          .allMatch(
              c ->
                  c.contains("WebSocket connection to")
                      || c.contains("net::ERR_")
                      // The question whether a plain request reaches the server, after lost ones.
                      || c.contains("the server responded with a status of 426"));
    } finally {
      stopServer();
      vertx.close().await();
    }
  }

  protected static BrowserContext person() {
    return BROWSER.context(new NewContextOptions());
  }

  protected Page chat(BrowserContext person, int port, String name) {
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

  protected Page chat(String name) {
    return chat(person(), port, name);
  }

  protected static void connected(Page page) {
    assertThat(page.getByRole(AriaRole.STATUS)).hasText("Connected", patience(30));
  }

  protected static LocatorAssertions.HasTextOptions patience(int seconds) {
    return new LocatorAssertions.HasTextOptions().setTimeout(seconds * 1000.0);
  }

  protected static void say(Page page, String words) {
    page.getByLabel("Message", new Page.GetByLabelOptions().setExact(true)).fill(words);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send").setExact(true))
        .click();
  }

  protected static Locator bodies(Page page) {
    return page.locator(".message:not(.pending) .body");
  }

  /** Another make of client in the same chat. */
  protected WebSocket stranger() {
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
        .orTimeout(60, TimeUnit.SECONDS)
        .join();
  }

  protected static void sendAll(WebSocket socket, String... texts) {
    for (String text : texts) {
      socket.sendText(text, true).orTimeout(60, TimeUnit.SECONDS).join();
    }
  }
}
