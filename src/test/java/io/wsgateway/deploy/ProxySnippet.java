package io.wsgateway.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A proxy's configuration as docs/guides/behind-a-proxy.md or docs/balancers.md gives it, with the
 * addresses of a test.
 */
record ProxySnippet(String text) {
  private static final Path GUIDE = Path.of("docs/guides/behind-a-proxy.md");
  private static final Path BALANCERS = Path.of("docs/balancers.md");

  /** Of one proxy before one node. */
  static ProxySnippet of(String proxy) {
    return of(GUIDE, proxy);
  }

  /** Of a balancer before three nodes. */
  static ProxySnippet ofBalancer(String balancer) {
    return of(BALANCERS, balancer);
  }

  private static ProxySnippet of(Path page, String proxy) {
    Matcher block =
        Pattern.compile(
                "<!-- A test runs this: " + proxy + " -->\n```[a-z]+\n(.*?)\n```", Pattern.DOTALL)
            .matcher(read(page));
    if (!block.find()) {
      throw new AssertionError(page + " has no snippet for " + proxy);
    }
    return new ProxySnippet(block.group(1) + "\n");
  }

  /** Fails when there is nothing to replace: then the test no longer knows what it runs. */
  ProxySnippet with(String documented, String here) {
    if (!text.contains(documented)) {
      throw new AssertionError("no \"" + documented + "\" in\n" + text);
    }
    return new ProxySnippet(text.replace(documented, here));
  }

  private static String read(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
