package io.wsgateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.net.NetSocketInternal;
import io.wsgateway.metrics.SendFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathValidatorException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each as it was seen on the event bus; {@code VertxBusCheckIT} sees the connection's again. */
final class BusFailuresTest {
  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            caused(new SSLHandshakeException("x"), new CertPathValidatorException()),
            SendFailure.TLS),
        Arguments.of(
            caused(new SSLHandshakeException("x"), new SslHandshakeTimeoutException("late")),
            SendFailure.UNREACHABLE),
        Arguments.of(new ConnectTimeoutException("late"), SendFailure.UNREACHABLE),
        Arguments.of(new ConnectException("Connection refused"), SendFailure.REFUSED),
        Arguments.of(new ClosedChannelException(), SendFailure.CLOSED),
        Arguments.of(NetSocketInternal.CLOSED_EXCEPTION, SendFailure.CLOSED),
        Arguments.of(new IOException("Connection reset by peer"), SendFailure.CLOSED),
        Arguments.of(new ReplyException(ReplyFailure.NO_HANDLERS), SendFailure.NO_HANDLER),
        Arguments.of(new ReplyException(ReplyFailure.TIMEOUT), SendFailure.OTHER),
        Arguments.of(new IllegalStateException(), SendFailure.OTHER));
  }

  private static Throwable caused(Throwable outer, Throwable inner) {
    outer.initCause(inner);
    return outer;
  }

  @ParameterizedTest
  @MethodSource("failures")
  void isOneOfAClosedSet(Throwable failure, SendFailure cause) {
    assertThat(BusFailures.of(failure)).isEqualTo(cause);
  }
}
