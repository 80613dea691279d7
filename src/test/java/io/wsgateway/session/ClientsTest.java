package io.wsgateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publisher;
import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.Hold;
import io.wsgateway.fanout.ChannelBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A node's clients by their user, and what becomes of those whose user is blocked. */
final class ClientsTest {
  private final Set<String> blocked = ConcurrentHashMap.newKeySet();
  private final AtomicInteger closedByBlock = new AtomicInteger();
  private final Clients clients =
      new Clients("here", blocked::contains, closedByBlock::incrementAndGet);
  private final SimulatedNode node = new SimulatedNode(1, 10, clients);
  private final SessionLoop loop = node.loop("loop");

  /** A client that keeps how it was closed. */
  private static final class Closed implements ClientPort {
    private final List<String> closes = new ArrayList<>();

    @Override
    public void close(EndReason reason, String text) {
      closes.add(reason + " " + text);
    }

    @Override
    public void close(int code, String reason) {
      closes.add(code + " " + reason);
    }

    @Override
    public void reply(Payload payload) {}

    @Override
    public void push(ChannelBatch batch, ChannelRule rule) {}

    @Override
    public void missed(String channel) {}

    @Override
    public void hold(Hold why, BooleanSupplier still) {}
  }

  private Session session(String user, ClientPort port) {
    return new Session(loop, new Publisher(clients.draw(), user), (action, channel) -> true, port);
  }

  private void run() {
    while (node.simulation.step()) {
      // Until nothing is left to do.
    }
  }

  @Test
  void allClientsOfABlockedUserAreClosedAndNobodyElse() {
    Closed first = new Closed();
    Closed second = new Closed();
    Closed gone = new Closed();
    Closed other = new Closed();
    Closed anonymous = new Closed();
    session("alice", first);
    session("alice", second);
    session("alice", gone).end();
    session("bob", other);
    session("", anonymous);
    blocked.add("alice");
    Future<Void> closes = clients.closeBlocked("alice");
    assertThat(closes.isComplete()).as("before their loop has run").isFalse();
    run();
    assertThat(closes.succeeded()).isTrue();
    assertThat(first.closes).containsExactly("REFUSED the user is blocked");
    assertThat(second.closes).containsExactly("REFUSED the user is blocked");
    assertThat(gone.closes).isEmpty();
    assertThat(other.closes).isEmpty();
    assertThat(anonymous.closes).isEmpty();
    assertThat(closedByBlock).hasValue(2);
    assertThat(clients.closeBlocked("nobody").succeeded()).isTrue();
  }

  /** The block came between the check of the upgrade and the registration, and found nobody. */
  @Test
  void aClientThatIsRegisteredAfterTheBlockIsClosedAsWell() {
    blocked.add("alice");
    clients.closeBlocked("alice");
    Closed late = new Closed();
    Closed anonymous = new Closed();
    session("alice", late);
    session("", anonymous);
    run();
    assertThat(late.closes).containsExactly("REFUSED the user is blocked");
    assertThat(anonymous.closes).isEmpty();
  }

  @Test
  void aUserIsDisconnectedWithACodeOrOnlyOneOfItsClients() {
    Closed first = new Closed();
    Closed second = new Closed();
    Session one = session("alice", first);
    session("alice", second);
    clients.close("alice", one.self().client(), 3500, "one");
    clients.close("bob", one.self().client(), 3501, "of another user");
    run();
    assertThat(first.closes).containsExactly("3500 one");
    assertThat(second.closes).isEmpty();
    clients.close("alice", "", 1008, "all");
    run();
    assertThat(second.closes).containsExactly("1008 all");
  }
}
