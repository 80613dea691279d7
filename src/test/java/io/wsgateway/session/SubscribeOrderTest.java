package io.wsgateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.wsgateway.broker.PublishRequest;
import io.wsgateway.channel.ChannelRule;
import io.wsgateway.channel.Payload;
import io.wsgateway.channel.Publisher;
import io.wsgateway.fanout.ChannelBatch;
import io.wsgateway.fanout.Subscriber;
import io.wsgateway.session.ActionRefused.Reason;
import io.wsgateway.support.Simulation.SimulatedLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where a subscription begins, whatever publishers on other event loops do meanwhile and however
 * much waits for the channel: what was published before is not received, what is published once the
 * client was told that it is subscribed is, and all between comes in order and once.
 */
final class SubscribeOrderTest {
  private static final int LOOPS = 3;
  private static final int SESSIONS = 4;
  private static final int STEPS = 400;
  private static final List<String> CHANNELS = List.of("a", "b", "news:c");

  /** More than one turn of a hub serves, so that publications wait while clients join. */
  private static final int CROWD = 2100;

  /** One subscription of one client, from the call on. */
  private static final class Span {
    final String channel;

    /** What was with this node, or published by the client's own loop, before the call. */
    final Set<String> before;

    /** What was published between the answer and the end of the subscription's run. */
    final List<String> after = new ArrayList<>();

    final List<String> heard = new ArrayList<>();
    boolean begun;
    boolean over;

    Span(String channel, Set<String> before) {
      this.channel = channel;
      this.before = before;
    }
  }

  /** A client and its present subscriptions. */
  private final class Client extends RecordingPort {
    final SimulatedLoop thread;
    final Session session;
    final Map<String, Span> spans = new HashMap<>();

    Client(int number, SessionLoop loop) {
      this.thread = (SimulatedLoop) loop.loop();
      this.session =
          new Session(loop, new Publisher("c" + number, ""), (action, channel) -> true, this);
    }

    @Override
    public void push(ChannelBatch batch, ChannelRule rule) {
      Span span = spans.get(batch.channel());
      for (int i = 0; i < batch.size(); i++) {
        String text = batch.publication(i).payload().asText();
        if (span == null) {
          wrong.add(text + " after the end");
        } else if (!span.begun) {
          wrong.add(text + " before the answer");
        } else {
          span.heard.add(text);
        }
      }
    }

    void subscribe(String channel) {
      Set<String> before = new HashSet<>(withTheNode);
      before.addAll(publishedOn.get(thread));
      Span span = new Span(channel, before);
      Future<Void> subscribed = session.subscribe(channel);
      if (subscribed.failed()) {
        assertThat(((ActionRefused) subscribed.cause()).reason())
            .isEqualTo(Reason.ALREADY_SUBSCRIBED);
        return;
      }
      spans.put(channel, span);
      all.add(span);
      subscribed.onComplete(
          told -> {
            span.begun = told.succeeded();
            if (span.over) {
              wrong.add(channel + " was answered when it was over");
            }
          });
    }

    void unsubscribe(String channel) {
      Span span = spans.remove(channel);
      assertThat(session.unsubscribe(channel)).isEqualTo(span != null);
      if (span != null) {
        span.over = true;
      }
    }
  }

  private final Map<String, List<String>> order = new HashMap<>();
  private final Map<SimulatedLoop, List<String>> publishedOn = new HashMap<>();
  private final Set<String> withTheNode = new HashSet<>();

  /** What was told amid a delivery, where nothing that is thrown gets out. */
  private final List<String> wrong = new ArrayList<>();

  private final List<Span> all = new ArrayList<>();
  private final List<SessionLoop> loops = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private SimulatedNode node;
  private int published;

  private String run() {
    return node.simulation.toString();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, CROWD})
  void aSubscriptionBeginsAtAPointThatNothingCrosses(int crowd) {
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

  private void start(long seed, int crowd) {
    node = new SimulatedNode(seed, 100);
    loops.clear();
    clients.clear();
    all.clear();
    order.clear();
    publishedOn.clear();
    withTheNode.clear();
    for (int i = 0; i < LOOPS; i++) {
      loops.add(node.loop("loop " + i));
      publishedOn.put((SimulatedLoop) loops.get(i).loop(), new ArrayList<>());
    }
    for (int i = 0; i < SESSIONS; i++) {
      clients.add(new Client(i, loops.get(i % 2)));
    }
    // The third loop hears everything in the order of the relay.
    for (String channel : CHANNELS) {
      loops.get(2).hub().subscribe(channel, new Recorder(channel));
    }
    for (int i = 0; i < crowd; i++) {
      loops.get(0).hub().subscribe("a", new Recorder(""));
    }
    node.simulation.settle();
  }

  private void act(Random random) {
    int choice = random.nextInt(100);
    String channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
    Client client = clients.get(random.nextInt(SESSIONS));
    if (choice < 40) {
      publish(loops.get(random.nextInt(LOOPS)), channel);
    } else if (choice < 50) {
      client.thread.execute(() -> client.subscribe(channel));
    } else if (choice < 58) {
      client.thread.execute(() -> client.unsubscribe(channel));
    } else if (choice < 62) {
      client.thread.execute(
          () -> {
            client.unsubscribe(channel);
            client.subscribe(channel);
          });
    } else if (choice < 64) {
      client.thread.pause(1 + random.nextInt(5));
    } else if (choice < 66) {
      node.simulation.advance(random.nextInt(5));
    } else {
      node.simulation.step();
    }
  }

  private void publish(SessionLoop from, String channel) {
    SimulatedLoop thread = (SimulatedLoop) from.loop();
    thread.execute(
        () -> {
          String text = channel + " " + published++;
          publishedOn.get(thread).add(text);
          for (Span span : all) {
            if (span.begun && !span.over && span.channel.equals(channel)) {
              span.after.add(text);
            }
          }
          from.broker()
              .publishEverywhere(PublishRequest.of(channel, Payload.text(text)))
              .onSuccess(position -> withTheNode.add(text));
        });
  }

  private void check() {
    assertThat(wrong).as(run()).isEmpty();
    assertThat(node.faults()).as(run()).isZero();
    for (Span span : all) {
      List<String> whole = order.getOrDefault(span.channel, List.of());
      assertThat(span.heard).as(run()).noneMatch(span.before::contains);
      if (!span.over) {
        assertThat(span.begun).as(run()).isTrue();
        assertThat(span.heard).as(run()).containsAll(span.after);
      }
      if (!span.heard.isEmpty()) {
        int first = whole.indexOf(span.heard.get(0));
        assertThat(span.heard).as(run()).isEqualTo(whole.subList(first, first + span.heard.size()));
        // What was published once it was subscribed may be cut off at the end, but never begins
        // late.
        if (!span.after.isEmpty()) {
          assertThat(first).as(run()).isLessThanOrEqualTo(whole.indexOf(span.after.get(0)));
        }
      }
    }
  }

  /** Receives a channel from the beginning on; without a name it only takes its time. */
  private final class Recorder implements Subscriber {
    private final String channel;

    Recorder(String channel) {
      this.channel = channel;
    }

    @Override
    public void deliver(ChannelBatch batch) {
      for (int i = 0; i < batch.size() && !channel.isEmpty(); i++) {
        order
            .computeIfAbsent(channel, c -> new ArrayList<>())
            .add(batch.publication(i).payload().asText());
      }
    }

    @Override
    public void reset(String name) {
      wrong.add(name + " was reset");
    }
  }
}
