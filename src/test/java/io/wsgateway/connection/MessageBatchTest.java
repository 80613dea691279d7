package io.wsgateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.support.Simulation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What transports make of a batch is theirs, by kind, and given back once. */
final class MessageBatchTest {
  private static final class Kind implements Framing<String> {
    final List<String> released = new ArrayList<>();

    @Override
    public void release(String encoded) {
      released.add(encoded);
    }
  }

  private final Kind one = new Kind();
  private final Kind other = new Kind();
  private final MessageBatch batch =
      new MessageBatch(List.of(WireMessage.text("a"), WireMessage.text("b")));

  @Test
  void eachKindFindsWhatItMadeAndGetsItBackOnce() {
    assertThat(batch.encoded(one)).isNull();
    batch.keep(one, "1", 10);
    assertThat(batch.encoded(other)).isNull();
    batch.keep(other, "2", 10);
    assertThat(batch.encoded(one)).isEqualTo("1");
    assertThat(batch.encoded(other)).isEqualTo("2");
    assertThat(batch.encodedBytes()).isEqualTo(20);
    batch.release();
    assertThat(batch.encodedBytes()).isZero();
    batch.release();
    assertThat(one.released).containsExactly("1");
    assertThat(other.released).containsExactly("2");
    assertThat(batch.encoded(one)).isNull();
    assertThat(batch.isWritten()).isTrue();
  }

  @Test
  void theNewestOfItIsABatchOfItsOwnAndGoesWithIt() {
    batch.newest().keep(one, "b", 10);
    assertThat(batch.encodedBytes()).isEqualTo(10);
    assertThat(batch.encoded(one)).isNull();
    assertThat(batch.isWritten()).isTrue();
    batch.release();
    assertThat(one.released).containsExactly("b");
  }

  /** A transport need not keep anything: it took the batch all the same. */
  @Test
  void whatATransportThatKeepsNothingTookIsWritten() {
    Settings settings = new Settings();
    StubLoop stubs =
        new StubLoop(
            new Simulation(1).loop("loop"),
            settings.limits(),
            settings.keepAlive(),
            NodeBudget.of(settings.limits()));
    stubs.sharing = false;
    Connection connection =
        stubs.connect(
            new ConnectionListener() {
              @Override
              public void opened() {}

              @Override
              public void message(boolean text, byte[] payload) {}

              @Override
              public void closed(CloseEvent event) {}
            });
    assertThat(batch.isWritten()).isFalse();
    connection.deliver(batch, "chat", SlowConsumer.DISCONNECT);
    assertThat(batch.isWritten()).isTrue();
    // Another kind may still come.
    batch.keep(one, "1", 10);
    assertThat(batch.encoded(one)).isEqualTo("1");
    batch.release();
    assertThat(one.released).containsExactly("1");
  }
}
