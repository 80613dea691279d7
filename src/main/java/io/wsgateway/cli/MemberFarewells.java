package io.wsgateway.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Drops Hazelcast's warnings about members that left. Hazelcast warns that a member is suspected to
 * be dead whenever its connection ends, even if the member left in order. The gateway's own events
 * distinguish the two as far as possible ({@code cluster.node.left}, {@code cluster.backend.left},
 * {@code cluster.member.late}). Any thread may use it.
 */
final class MemberFarewells extends Filter<ILoggingEvent> {
  private static final String SERVER = "com.hazelcast.internal.server.tcp.TcpServerConnection";
  private static final String ERRORS = SERVER + "ErrorHandler";
  private static final String MEMBERS = "com.hazelcast.internal.cluster.impl.MembershipManager";

  /** Exceptions of a connection that ended; an unknown protocol causes another exception. */
  private static final Set<String> ENDS =
      Set.of("java.io.IOException", "java.io.EOFException", "java.net.SocketException");

  @Override
  public FilterReply decide(ILoggingEvent event) {
    String message = String.valueOf(event.getMessage());
    boolean told =
        switch (event.getLoggerName()) {
          case MEMBERS -> message.contains(" is suspected to be dead");
          case ERRORS -> message.contains("Removing connection to endpoint");
          case SERVER -> message.contains(" closed. Reason: ") && isEnd(event.getThrowableProxy());
          default -> false;
        };
    return told ? FilterReply.DENY : FilterReply.NEUTRAL;
  }

  private static boolean isEnd(@Nullable IThrowableProxy cause) {
    return cause == null || ENDS.contains(cause.getClassName());
  }
}
