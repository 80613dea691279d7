package io.wsgateway.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import io.wsgateway.support.Browser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Files;

/**
 * A page in Chromium that receives with {@code EventSource} and sends with {@code fetch}, with the
 * input and output of the other {@link HttpProgram}s.
 */
final class EventSourceProgram {
  private static final int PAUSE_MILLIS = 50;

  /** EventSource reconnects after a broken connection, and gives up when a proxy answers 502. */
  private static final String PAGE =
      """
      (url) => {
        const receive = () => {
          const source = new EventSource(url);
          source.onmessage = (e) => console.log(`got ${e.data}`);
          source.onerror = () => {
            if (source.readyState === EventSource.CLOSED) {
              setTimeout(receive, 200);
            }
          };
        };
        receive();
        let sending = Promise.resolve();
        const headers = { "Content-Type": "text/plain" };
        const post = async (body) => {
          for (;;) {
            const answer = await fetch(url, { method: "POST", headers, body }).catch(() => null);
            if (answer?.ok) {
              console.log(`sent ${body}`);
              return;
            }
            if (answer && ![429, 502, 503].includes(answer.status)) {
              console.log(`refused ${body} ${answer.status}`);
            }
            await new Promise((done) => setTimeout(done, 200));
          }
        };
        window.send = (text) => {
          sending = sending.then(() => post(text));
        };
      }
      """;

  private EventSourceProgram() {}

  /** Chromium as a language: a JVM of its own, as Playwright belongs to one thread. */
  static HttpProgram.Language language() {
    return HttpProgram.Language.of(
        Files.isExecutable(Browser.executable()) ? "true" : "false",
        ProcessHandle.current().info().command().orElse("java"),
        "-Dchromium=" + Browser.executable(),
        "-cp",
        System.getProperty("java.class.path"),
        EventSourceProgram.class.getName());
  }

  /** Runs until it is killed. */
  public static void main(String[] args) throws IOException {
    URI url = URI.create(args[0]);
    try (Playwright driver = Browser.driver()) {
      Page page = Browser.launch(driver, Browser.executable()).newPage();
      page.onConsoleMessage(EventSourceProgram::print);
      // Any page of the same origin.
      page.navigate(url.resolve("/client/reconnect.js").toString());
      page.evaluate(PAGE, url.toString());
      BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
      while (true) {
        while (input.ready()) {
          page.evaluate("(text) => send(text)", input.readLine());
        }
        // Events of the page arrive meanwhile.
        page.waitForTimeout(PAUSE_MILLIS);
      }
    }
  }

  private static void print(ConsoleMessage message) {
    // Chromium's own complaints, as about a 502, have another type.
    if (message.type().equals("log")) {
      System.out.println(message.text());
    }
  }
}
