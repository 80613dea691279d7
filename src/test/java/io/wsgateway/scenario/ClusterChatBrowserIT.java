package io.wsgateway.scenario;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.wsgateway.kit.GatewayCluster;
import io.wsgateway.kit.TcpBalancer;
import io.wsgateway.support.ChatFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/** The demo chat in a real browser on two nodes behind a balancer. */
final class ClusterChatBrowserIT extends ChatFixture {
  private static final String CONFIG =
      """
      demo: {enabled: true}
      endpoints: [{path: /ws, channel: chat}]
      drain: {windowSeconds: 1}
      """;

  private GatewayCluster cluster;
  private TcpBalancer balancer;

  @Override
  protected int startServer(int port) {
    try {
      cluster = GatewayCluster.of(2, 0, CONFIG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    balancer = TcpBalancer.over(cluster.httpPorts());
    return balancer.port();
  }

  @Override
  protected void stopServer() {
    balancer.close();
    cluster.close();
  }

  @Test
  void windowsOnTwoNodesChatAndOneReturnsWhenItsNodeIsKilled() {
    Page ada = chat(person(), cluster.node(0).httpPort(), "Ada");
    balancer.use(cluster.node(1).httpPort());
    Page grace = chat("Grace");
    balancer.use(cluster.httpPorts());
    assertThat(ada.locator("#node")).hasText("node node0");

    say(ada, "from the first node");
    assertThat(bodies(grace).last()).hasText("from the first node");
    say(grace, "from the second node");
    assertThat(bodies(ada).last()).hasText("from the second node");

    cluster.node(1).kill();
    assertThat(grace.locator(".note").last()).containsText("Reconnected after", noteWithin(60));
    say(ada, "are you back?");
    assertThat(bodies(grace).last()).hasText("are you back?");
    say(grace, "I am");
    assertThat(bodies(ada).last()).hasText("I am");
  }

  private static LocatorAssertions.ContainsTextOptions noteWithin(int seconds) {
    return new LocatorAssertions.ContainsTextOptions().setTimeout(seconds * 1000.0);
  }
}
