package io.wsgateway.support;

import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A page whose scripts stand still, as in a tab that the browser froze or on a machine that sleeps:
 * no timer fires and no message is handled until it is closed. Held by the debugger, because a
 * headless Chromium ignores {@code Page.setWebLifecycleState}.
 */
public final class SleepingPage implements AutoCloseable {
  private final CDPSession devTools;

  private SleepingPage(CDPSession devTools) {
    this.devTools = devTools;
  }

  /** Puts a page to sleep; it must have a timer or so that runs now and then. */
  public static SleepingPage of(Page page) {
    CDPSession devTools = page.context().newCDPSession(page);
    AtomicBoolean paused = new AtomicBoolean();
    devTools.on("Debugger.paused", event -> paused.set(true));
    devTools.send("Debugger.enable", new JsonObject());
    devTools.send("Debugger.pause", new JsonObject());
    page.waitForCondition(paused::get);
    return new SleepingPage(devTools);
  }

  /** Lets time pass. */
  public void during(Duration time) {
    long start = System.nanoTime();
    await().atMost(time.plusSeconds(10)).until(() -> System.nanoTime() - start > time.toNanos());
  }

  @Override
  public void close() {
    devTools.send("Debugger.resume", new JsonObject());
    devTools.send("Debugger.disable", new JsonObject());
  }
}
