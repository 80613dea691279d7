package io.wsgateway.relay;

import io.wsgateway.channel.SlowConsumer;
import io.wsgateway.connection.CloseEvent;
import io.wsgateway.connection.Connection;
import io.wsgateway.connection.ConnectionListener;
import io.wsgateway.connection.EndReason;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.fanout.ChannelBatch;
import io.wsgateway.fanout.Subscriber;
import io.wsgateway.protocol.raw.CloseCode;
import io.wsgateway.relay.SimulatedNode.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was published, and what each subscriber of a channel without history must have seen of it:
 * at most once, in the publisher's order, and everything that was published while it was
 * subscribed, unless it was told of a gap at that place.
 */
final class Expectations {
  /** What a subscriber is told instead of messages that it missed. */
  private static final String RESET = "reset";

  /**
   * A publication.
   *
   * @param step its place among all that happened
   */
  private record Published(String text, int step) {}

  /**
   * A publication that a subscriber did not see and was not told of at its place.
   *
   * @param told whether it was told later that it missed something
   */
  record Missing(Ear ear, String text, boolean told) {
    /** Whether somebody who is still there does not know that something is missing. */
    boolean isSilent() {
      return !told && !ear.gone;
    }
  }

  private final Map<String, Map<String, List<Published>>> published = new HashMap<>();
  private final List<Ear> ears = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private int steps;
  private int deliveries;
  private int resets;
  private int slow;

  /** A text whose publisher and number can be read from it. */
  static String text(String publisher, int number, int padding) {
    return publisher + "#" + number + "|" + "x".repeat(padding);
  }

  private static String publisher(String text) {
    return text.substring(0, text.indexOf('#'));
  }

  /** A publisher's next publication in a channel was accepted. */
  void published(String channel, String text) {
    published
        .computeIfAbsent(channel, c -> new LinkedHashMap<>())
        .computeIfAbsent(publisher(text), p -> new ArrayList<>())
        .add(new Published(text, ++steps));
  }

  /** Somebody on a node begins to listen to a channel. */
  Ear ear(String node, String channel, Part part) {
    Ear ear = new Ear(node, channel, part, ++steps);
    ears.add(ear);
    return ear;
  }

  int publications() {
    return published.values().stream()
        .flatMap(all -> all.values().stream())
        .mapToInt(List::size)
        .sum();
  }

  int deliveries() {
    return deliveries;
  }

  int resets() {
    return resets;
  }

  int slow() {
    return slow;
  }

  /** A client that is subscribed to a channel. */
  final class Ear implements Subscriber, ConnectionListener {
    private final String node;
    private final String channel;
    private final Part part;
    private final int since;
    private final List<String> seen = new ArrayList<>();
    private final Connection connection;
    private boolean behind;
    private boolean gone;

    private Ear(String node, String channel, Part part, int since) {
      this.node = node;
      this.channel = channel;
      this.part = part;
      this.since = since;
      part.hub().subscribe(channel, this);
      this.connection = part.clients().connect(this, this::see);
    }

    String node() {
      return node;
    }

    int since() {
      return since;
    }

    String channel() {
      return channel;
    }

    /** It disconnects. Called on its loop, as all that follows. */
    void leave() {
      connection.close(EndReason.DONE);
    }

    @Override
    public void deliver(ChannelBatch batch) {
      expectSubscribed(batch.channel());
      connection.deliver(batch.frames(part.format()), channel, SlowConsumer.DISCONNECT);
    }

    @Override
    public void reset(String of) {
      expectSubscribed(of);
      connection.send(WireMessage.text(RESET));
      resets++;
    }

    private void expectSubscribed(String to) {
      if (gone || !to.equals(channel)) {
        failures.add(this + " must not hear of " + to);
      }
    }

    private void see(String what) {
      seen.add(what);
      deliveries++;
    }

    @Override
    public void opened() {}

    @Override
    public void message(boolean text, byte[] payload) {}

    @Override
    public void behind(boolean now) {
      if (behind != now && !gone) {
        behind = now;
        part.hub().behind(channel, now ? 1 : -1);
      }
    }

    @Override
    public void ending() {
      behind(false);
      part.hub().unsubscribe(channel, this);
      gone = true;
    }

    @Override
    public void closed(CloseEvent event) {
      if (event.code() == CloseCode.TRY_LATER.code()) {
        slow++;
      }
    }

    @Override
    public String toString() {
      return "subscriber of " + channel + " on " + node + (gone ? ", gone," : "");
    }
  }

  /**
   * Checks what everybody saw.
   *
   * @return what is missing and was not announced by a reset
   */
  List<Missing> check() {
    if (!failures.isEmpty()) {
      throw new AssertionError(failures.toString());
    }
    List<Missing> missing = new ArrayList<>();
    for (Ear ear : ears) {
      Map<String, List<Published>> all = published.getOrDefault(ear.channel, Map.of());
      checkKnown(ear, all);
      for (List<Published> one : all.values()) {
        missing.addAll(check(ear, one));
      }
    }
    return missing;
  }

  private static void checkKnown(Ear ear, Map<String, List<Published>> all) {
    Set<String> known = new HashSet<>(Set.of(RESET));
    all.values().forEach(list -> list.forEach(p -> known.add(p.text())));
    for (String what : ear.seen) {
      if (!known.contains(what)) {
        throw new AssertionError(ear + " saw what nobody published: " + what);
      }
    }
  }

  /** Looks at one publisher's publications. */
  private static List<Missing> check(Ear ear, List<Published> publications) {
    Map<String, Integer> numbers = new HashMap<>();
    for (Published p : publications) {
      numbers.put(p.text(), numbers.size());
    }
    List<Missing> missing = new ArrayList<>();
    int next = 0;
    boolean told = false;
    int place = 0;
    int lastTold = ear.seen.lastIndexOf(RESET);
    for (String what : ear.seen) {
      place++;
      Integer number = numbers.get(what);
      if (number == null) {
        told |= what.equals(RESET);
        continue;
      }
      if (number < next) {
        throw new AssertionError(
            ear + " saw " + what + " twice or behind " + publications.get(next - 1).text());
      }
      if (!told) {
        addMissing(ear, publications.subList(next, number), lastTold >= place, missing);
      }
      next = number + 1;
      told = false;
    }
    if (!told && !ear.gone) {
      addMissing(ear, publications.subList(next, publications.size()), false, missing);
    }
    return missing;
  }

  private static void addMissing(
      Ear ear, List<Published> unseen, boolean told, List<Missing> missing) {
    for (Published p : unseen) {
      // What was published before it subscribed may reach it, and need not.
      if (p.step() > ear.since) {
        missing.add(new Missing(ear, p.text(), told));
      }
    }
  }
}
