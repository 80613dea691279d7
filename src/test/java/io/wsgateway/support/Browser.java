package io.wsgateway.support;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * One headless Chromium for the whole run; each test gets fresh contexts, which are closed after
 * it. Register it as a static field with {@code @RegisterExtension}. Without a Chromium at the path
 * of the system property {@code chromium} the tests are skipped, saying so.
 *
 * <p>Use it from the test's thread only, as Playwright demands.
 */
public final class Browser implements BeforeAllCallback, AfterEachCallback {
  private static final List<String> ARGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--no-first-run");

  private final List<BrowserContext> contexts = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private com.microsoft.playwright.Browser chromium;

  /** The browser and its driver process, closed by JUnit when the run ends. */
  private record Running(Playwright playwright, com.microsoft.playwright.Browser chromium)
      implements AutoCloseable {
    static Running start(Path executable) {
      Playwright playwright = driver();
      return new Running(playwright, launch(playwright, executable));
    }

    @Override
    public void close() {
      chromium.close();
      playwright.close();
    }
  }

  /** The driver of Chromium, which downloads none. */
  public static Playwright driver() {
    return Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  }

  /** Starts a headless Chromium. */
  public static com.microsoft.playwright.Browser launch(Playwright driver, Path executable) {
    return driver
        .chromium()
        .launch(
            new BrowserType.LaunchOptions()
                .setExecutablePath(executable)
                .setHeadless(true)
                .setArgs(ARGS));
  }

  /** Where Chromium is, if it is here. */
  public static Path executable() {
    return Path.of(System.getProperty("chromium", "/usr/bin/chromium"));
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Path executable = executable();
    assumeTrue(Files.isExecutable(executable), () -> "browser tests: no Chromium at " + executable);
    PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
    chromium =
        context
            .getRoot()
            .getStore(Namespace.create(Browser.class))
            .computeIfAbsent("chromium", key -> Running.start(executable), Running.class)
            .chromium();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    contexts.forEach(BrowserContext::close);
    contexts.clear();
    complaints.clear();
  }

  /** A fresh profile with its own storage. */
  public BrowserContext context(com.microsoft.playwright.Browser.NewContextOptions options) {
    BrowserContext context = chromium.newContext(options);
    context.setDefaultTimeout(20_000);
    contexts.add(context);
    return context;
  }

  /** A window in a fresh profile. */
  public Page open(String url) {
    return open(context(new com.microsoft.playwright.Browser.NewContextOptions()), url);
  }

  /** A window in a profile; what its console complains about is kept. */
  public Page open(BrowserContext context, String url) {
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (List.of("error", "warning").contains(message.type())) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.navigate(url);
    return page;
  }

  /** Errors and warnings of all windows of this test, uncaught exceptions included. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }
}
