package io.wsgateway.cluster;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wsgateway.metrics.ClusterMetrics;
import io.wsgateway.metrics.ClusterMetrics.LeaveCause;
import io.wsgateway.support.Simulation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Nodes that see each other as a test says, with the stable size and the decisions of each. All
 * nodes of a side have the same view at the same moment; their beacons come once a second. A side
 * lists its nodes by age; those that join it are its youngest.
 */
final class ModelCluster {
  private static final long BEACON_MILLIS = 1000;

  private final Simulation simulation;
  private final List<Boot> boots = new ArrayList<>();
  private int started;

  /** What backends were told, in that order. */
  final List<Said> said = new ArrayList<>();

  /** A node told backends that another was lost or is back. */
  record Said(Boot teller, String what, Boot other) {
    boolean isLoss() {
      return what.equals("lost");
    }

    @Override
    public String toString() {
      return teller + " " + what + " " + other;
    }
  }

  ModelCluster(Simulation simulation) {
    this.simulation = simulation;
  }

  /** Lets so much time pass. */
  void advance(long millis) {
    simulation.advance(millis);
  }

  /** So many nodes that see each other. */
  List<Boot> start(int count) {
    List<Boot> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(boot(0));
    }
    side(made);
    simulation.settle();
    return made;
  }

  /** A node that has just started and sees nobody. */
  Boot boot(int expected) {
    Boot boot = new Boot("n" + started++, expected);
    boots.add(boot);
    side(List.of(boot));
    return boot;
  }

  /** These see each other and nobody else, the oldest first. */
  void side(Collection<Boot> side) {
    List<Boot> view = List.copyOf(side);
    view.forEach(boot -> boot.side = view);
    view.forEach(Boot::look);
  }

  /** This node sees nobody any more, and nobody sees it. */
  void apart(Boot boot) {
    List<Boot> rest = new ArrayList<>(boot.side);
    rest.remove(boot);
    side(List.of(boot));
    side(rest);
  }

  /** A node dies. */
  void crash(Boot boot) {
    boot.alive = false;
    List<Boot> rest = new ArrayList<>(boot.side);
    rest.remove(boot);
    side(rest);
  }

  /** A node says that it leaves, and does. */
  void leave(Boot boot) {
    boot.side.forEach(other -> other.announced.add(boot.id()));
    crash(boot);
  }

  /** The two sides become one; the nodes of the second are the youngest. */
  void merge(Boot one, Boot another) {
    List<Boot> all = new ArrayList<>(one.side);
    another.side.stream().filter(b -> !all.contains(b)).forEach(all::add);
    side(all);
  }

  /** The nodes that are alive. */
  List<Boot> alive() {
    return boots.stream().filter(b -> b.alive).toList();
  }

  /** The node of this name. */
  private Boot named(String name) {
    return boots.get(Integer.parseInt(name.substring(1)));
  }

  /** {@code n0 lost n1}, in the order in which backends were told. */
  List<String> texts() {
    return said.stream().map(Said::toString).toList();
  }

  /** A node from its start to its end. */
  final class Boot implements NodeLoss.Told {
    private final Node node;
    private final Simulation.SimulatedLoop loop;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Map<String, Node> present = new LinkedHashMap<>();
    private final Map<LeaveCause, Integer> leaves = new EnumMap<>(LeaveCause.class);
    private final Set<String> announced = new HashSet<>();
    private final ClusterSize size;
    private final NodeLoss loss;
    private List<Boot> side = List.of();
    private boolean alive = true;
    boolean woken;

    private Boot(String name, int expected) {
      this.node = new Node(name, name);
      this.loop = simulation.loop(name);
      ClusterMetrics metrics = new ClusterMetrics(registry);
      this.size = new ClusterSize(loop, name, expected, metrics);
      this.loss = new NodeLoss(loop, size, name, () -> woken, this);
      loop.schedule(simulation.random().nextInt(1, (int) BEACON_MILLIS), this::beacon);
    }

    String id() {
      return node.id();
    }

    ClusterSize size() {
      return size;
    }

    List<Boot> side() {
      return side;
    }

    boolean alive() {
      return alive;
    }

    int leaves(LeaveCause cause) {
      return leaves.getOrDefault(cause, 0);
    }

    double gauge(String name) {
      return registry.get(name).gauge().value();
    }

    void pause(long millis) {
      loop.pause(millis);
    }

    @Override
    public void gone(Node other, LeaveCause cause) {
      leaves.merge(cause, 1, Integer::sum);
    }

    @Override
    public void lost(Node other) {
      say("lost", other);
    }

    @Override
    public void back(Node other) {
      say("back", other);
    }

    private void say(String what, Node other) {
      if (alive) {
        said.add(new Said(this, what, named(other.id())));
      }
    }

    /** Views change in an order that nobody knows; each node reads the newest. */
    private void look() {
      loop.execute(this::read);
    }

    /** As Members does. */
    private void read() {
      List<String> byAge = side.stream().map(Boot::id).toList();
      loss.see(byAge);
      for (Node known : List.copyOf(present.values())) {
        if (!byAge.contains(known.id())) {
          present.remove(known.id());
          loss.left(known, announced.contains(known.id()));
        }
      }
      size.see(byAge, announced);
      for (Boot other : side) {
        if (other != this && present.putIfAbsent(other.id(), other.node) == null) {
          loss.joined(other.node);
        }
      }
    }

    private void beacon() {
      if (!alive) {
        return;
      }
      boolean minority = size.isMinority();
      for (Boot other : side) {
        if (other != this) {
          other.loop.execute(
              () -> {
                if (other.side.contains(this)) {
                  other.size.heard(id(), minority);
                  other.loss.heard(id());
                }
              });
        }
      }
      loop.schedule(BEACON_MILLIS, this::beacon);
    }

    @Override
    public String toString() {
      return id();
    }
  }
}
