package io.wsgateway.examples;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasCountOptions;
import io.wsgateway.support.Browser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pages of examples in a real browser, which enforces their Content Security Policy. */
final class ExamplesBrowserIT {
  @RegisterExtension static final Browser BROWSER = new Browser();

  private static final int PATIENCE = 60_000;

  @BeforeAll
  static void needsPython() {
    ExampleRun.assumePython();
  }

  @Test
  void tickerDrawsALineForEachPrice() throws Exception {
    try (ExampleRun run = ExampleRun.of("ticker")) {
      Page page = BROWSER.open(run.page() + "/");
      assertThat(page.locator(".price canvas"))
          .hasCount(6, new HasCountOptions().setTimeout(PATIENCE));
      assertThat(page.locator("#state")).hasText("live");
      page.waitForFunction(
          """
          () => [...document.querySelectorAll("canvas")].every((canvas) =>
              canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean))
          """);
      assertThat(BROWSER.complaints()).isEmpty();
      run.endsOnInterrupt();
    }
  }

  @Test
  void notificationsShowsEachUserItsOwn() throws Exception {
    try (ExampleRun run = ExampleRun.of("notifications")) {
      Page carol = BROWSER.open(run.page() + "/?user=carol");
      Page alice = BROWSER.open(run.page() + "/?user=alice");
      // The publisher writes to Alice all the time.
      assertThat(alice.locator("#list li").first())
          .containsText("", new ContainsTextOptions().setTimeout(PATIENCE));
      assertThat(carol.locator("#state")).hasText("live");
      assertThat(carol.locator("#list li")).hasCount(0);
      assertThat(BROWSER.complaints()).isEmpty();
      run.endsOnInterrupt();
    }
  }
}
