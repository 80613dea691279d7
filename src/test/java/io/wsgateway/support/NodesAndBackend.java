package io.wsgateway.support;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Two nodes in a cluster and a backend that has joined it, for all tests of a class. */
public final class NodesAndBackend implements BeforeAllCallback, AfterAllCallback {
  private final String yaml;
  private RunningCluster cluster;
  private TestBackend backend;

  /** Nodes with this YAML. */
  public NodesAndBackend(String yaml) {
    this.yaml = yaml;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    cluster = RunningCluster.of(2, yaml);
    backend = TestBackend.join(cluster);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (backend != null) {
      backend.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  /** The nodes. */
  public RunningCluster cluster() {
    return cluster;
  }

  /** A node. */
  public RunningGateway node(int index) {
    return cluster.node(index);
  }

  /** The backend. */
  public TestBackend backend() {
    return backend;
  }
}
