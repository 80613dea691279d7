package io.wsgateway.effect;

import io.wsgateway.config.load.ConfigLoader;
import io.wsgateway.config.load.ConfigSources;
import io.wsgateway.config.load.LoadedConfig;
import io.wsgateway.config.reference.DeclaredKeys;
import io.wsgateway.kit.GatewayLauncher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Keys that are tried together, in one process or a few. */
abstract class KeyGroup implements AutoCloseable {
  private final List<GatewayLauncher> launchers = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();

  /** Says what the next process of this group is started with. */
  final void add(GatewayLauncher launcher) {
    launchers.add(launcher);
  }

  /** Its keys, in the order in which they are tried: what ends a process comes last. */
  abstract List<KeyRow> rows();

  /** Starts the processes and does not wait for them. */
  void start() throws IOException {
    for (GatewayLauncher launcher : launchers) {
      start(launcher);
    }
  }

  /** Starts one of them; in order. */
  final void start(int index) throws IOException {
    start(launchers.get(index));
  }

  private void start(GatewayLauncher launcher) throws IOException {
    nodes.add(new Node(launcher.start()));
  }

  /** The first process. */
  final Node node() {
    return node(0);
  }

  final Node node(int index) {
    return nodes.get(index);
  }

  /** The keys that have another value than the default in some process. */
  final Set<String> changed() {
    Set<String> changed = new TreeSet<>();
    launchers.forEach(launcher -> changed.addAll(DeclaredKeys.changed(configuration(launcher))));
    return changed;
  }

  /** What a process loads, but for its environment. */
  private static LoadedConfig configuration(GatewayLauncher launcher) {
    return ConfigLoader.load(new ConfigSources(launcher.file(), Map.of(), launcher.settings()));
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
  }
}
