package io.wsgateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.wsgateway.broker.PublishRequest;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publisher;
import io.wsgateway.fanout.ChannelBatch;
import io.wsgateway.support.Simulation.SimulatedLoop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent to one client, among what its channels bring on other event loops. */
final class SingleClientTest {
  private static final int LOOPS = 3;
  private static final int CLIENTS = 4;
  private static final int STEPS = 400;
  private static final List<String> CHANNELS = List.of("a", "b", "news:c");

  /** More than one turn of a hub serves, so that publications wait when something is sent. */
  private static final int CROWD = 2100;

  /** One call, what was with the node's relay before it, and what became of it. */
  private record Sent(String text, Client to, Set<String> before, Future<Boolean> reached) {}

  private static final class Client extends RecordingPort {
    final String id;
    final SimulatedLoop thread;
    final Session session;

    Client(String id, SessionLoop loop) {
      this.id = id;
      this.thread = (SimulatedLoop) loop.loop();
      this.session = new Session(loop, new Publisher(id, ""), (action, channel) -> true, this);
    }
  }

  /** It only takes its time. */
  private static final class Idler extends RecordingPort {
    @Override
    public void push(ChannelBatch batch, ChannelRule rule) {}
  }

  private final List<SessionLoop> loops = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final List<Sent> sent = new ArrayList<>();
  private final Set<String> withTheNode = new HashSet<>();
  private SimulatedNode node;
  private SingleClient single;
  private int numbered;

  private void start(long seed, int crowd) {
    node = new SimulatedNode(seed, 100);
    single = node.single();
    loops.clear();
    clients.clear();
    sent.clear();
    withTheNode.clear();
    for (int i = 0; i < LOOPS; i++) {
      loops.add(node.loop("loop " + i));
    }
    for (int i = 0; i < CLIENTS; i++) {
      Client client = new Client("here-" + i, loops.get(i % 2));
      clients.add(client);
      CHANNELS.forEach(client.session::subscribe);
    }
    for (int i = 0; i < crowd; i++) {
      Idler idler = new Idler();
      Session session =
          new Session(
              loops.get(0), new Publisher("idle-" + i, ""), (action, channel) -> true, idler);
      session.subscribe("a");
    }
    node.simulation.settle();
  }

  private String run() {
    return node.simulation.toString();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, CROWD})
  void whatIsSentComesBehindWhatTheNodeHadAndInTheOrderOfTheCalls(int crowd) {
    int seeds = crowd == 0 ? 150 : 15;
    for (long seed = 0; seed < seeds; seed++) {
      start(seed, crowd);
      Random random = node.simulation.random();
      for (int step = 0; step < STEPS; step++) {
        act(random);
      }
      node.simulation.advance(1000);
      check();
    }
  }

  private void act(Random random) {
    int choice = random.nextInt(100);
    String channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
    Client client = clients.get(random.nextInt(CLIENTS));
    if (choice < 25) {
      publish(loops.get(random.nextInt(LOOPS)), channel);
    } else if (choice < 45) {
      send(client);
    } else if (choice < 52) {
      client.thread.execute(
          () -> {
            if (!client.session.unsubscribe(channel)) {
              client.session.subscribe(channel);
            }
          });
    } else if (choice < 55) {
      client.thread.pause(1 + random.nextInt(5));
    } else if (choice < 57) {
      node.simulation.advance(random.nextInt(5));
    } else {
      node.simulation.step();
    }
  }

  private void publish(SessionLoop from, String channel) {
    from.loop()
        .execute(
            () -> {
              String text = channel + "=" + numbered++;
              from.broker().publish(PublishRequest.of(channel, Payload.text(text)));
              // Behind the tick's end, where the outbox hands it to the relay.
              from.loop().execute(() -> withTheNode.add(channel + "=" + text));
            });
  }

  private void send(Client client) {
    String text = "sent " + numbered++;
    sent.add(
        new Sent(
            "reply " + text,
            client,
            new HashSet<>(withTheNode),
            single.send(client.id, Payload.text(text))));
  }

  private void check() {
    assertThat(node.faults()).as(run()).isZero();
    for (Client client : clients) {
      assertThat(client.told.stream().filter(line -> line.startsWith("reply ")))
          .as(run())
          .containsExactlyElementsOf(
              sent.stream().filter(s -> s.to == client).map(Sent::text).toList());
    }
    for (Sent one : sent) {
      assertThat(one.reached.result()).as(run()).isTrue();
      List<String> told = one.to.told;
      assertThat(told.subList(told.indexOf(one.text), told.size()))
          .as(run())
          .noneMatch(one.before::contains);
    }
  }

  @Test
  void aCloseComesBehindWhatWasSentAndNothingBehindTheEnd() {
    start(1, 0);
    Client client = clients.get(0);
    single.send(client.id, Payload.text("bye"));
    Future<Boolean> closed = single.disconnect(client.id, 4000, "enough");
    node.simulation.settle();
    client.session.end();
    assertThat(node.clients().find(client.id)).isNull();
    Future<Boolean> late = single.send(client.id, Payload.text("late"));
    Future<Boolean> again = single.disconnect(client.id, 4000, "enough");
    node.simulation.settle();
    assertThat(client.told).containsExactly("reply bye", "close 4000 enough");
    assertThat(closed.result()).isTrue();
    assertThat(late.result()).isFalse();
    assertThat(again.result()).isFalse();
  }

  @Test
  void whoEndsWhileSomethingIsOnItsWayIsGone() {
    start(1, 0);
    Client client = clients.get(0);
    Future<Boolean> sending = single.send(client.id, Payload.text("late"));
    Future<Boolean> closing = single.disconnect(client.id, 4000, "late");
    client.session.end();
    node.simulation.settle();
    assertThat(client.told).isEmpty();
    assertThat(sending.result()).isFalse();
    assertThat(closing.result()).isFalse();
  }

  @Test
  void aClientThatFailsHarmsNobodyElse() {
    start(1, 0);
    SessionLoop loop = loops.get(0);
    RecordingPort broken =
        new RecordingPort() {
          @Override
          public void reply(Payload payload) {
            if (told.isEmpty()) {
              told.add("failed");
              throw new IllegalStateException("planted");
            }
            super.reply(payload);
          }
        };
    new Session(loop, new Publisher("here-broken", ""), (action, channel) -> true, broken);
    Future<Boolean> first = single.send("here-broken", Payload.text("1"));
    Future<Boolean> second = single.send("here-broken", Payload.text("2"));
    node.simulation.settle();
    assertThat(first.cause()).hasMessage("planted");
    assertThat(second.result()).isTrue();
    assertThat(broken.told).containsExactly("failed", "reply 2");
  }

  @Test
  void anIdNamesItsNodeAndIsNeverDrawnTwice() {
    Clients ours = new Clients("0123abcd-ef01-4234-8567-89abcdef0123");
    Set<String> drawn = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      drawn.add(ours.draw());
    }
    assertThat(drawn).hasSize(1000).allMatch(id -> id.matches("0123abcdef01-[A-Za-z0-9_-]{22}"));
    assertThat(drawn).allMatch(ours::owns);
    assertThat(ours.owns("0123abcdef02-xxxxxxxxxxxxxxxxxxxxxx")).isFalse();
    assertThat(ours.owns("0123abcdef01")).isFalse();
    assertThat(ours.owns("")).isFalse();
  }
}
