package io.wsgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lines as Hazelcast 5.7 writes them. */
final class MemberFarewellsTest {
  private static final String MEMBER = "Member [127.0.0.1]:5702 - 3bce771d lite";
  private static final String CONNECTION = "Connection[id=2, alive=false] closed. Reason: x";

  private static boolean passes(String logger, String message, @Nullable Throwable cause) {
    LoggingEvent line =
        new LoggingEvent(
            "x",
            new LoggerContext().getLogger("com.hazelcast.internal." + logger),
            Level.WARN,
            "[127.0.0.1]:5701 [ws-gateway] [5.7.0] " + message,
            cause,
            null);
    return new MemberFarewells().decide(line) != FilterReply.DENY;
  }

  @Test
  void aMemberThatIsGoneIsToldByTheGatewaysOwnEvents() {
    assertThat(
            passes(
                "cluster.impl.MembershipManager",
                MEMBER + " is suspected to be dead for reason: No connection",
                null))
        .isFalse();
    assertThat(
            passes(
                "server.tcp.TcpServerConnectionErrorHandler",
                "Removing connection to endpoint [127.0.0.1]:5713 Cause => x, Error-Count: 5",
                null))
        .isFalse();
    assertThat(
            passes(
                "server.tcp.TcpServerConnection", CONNECTION, new IOException("Connection reset")))
        .isFalse();
  }

  @Test
  void whatElseTheseClassesSayIsLogged() {
    assertThat(passes("cluster.impl.MembershipManager", "Not removing " + MEMBER, null)).isTrue();
    assertThat(
            passes("server.tcp.TcpServerConnection", CONNECTION, new IllegalStateException("HTTP")))
        .isTrue();
    assertThat(
            passes(
                "cluster.impl.ClusterHeartbeatManager",
                "Suspecting " + MEMBER + " because it has not sent any heartbeats",
                null))
        .isTrue();
  }
}
