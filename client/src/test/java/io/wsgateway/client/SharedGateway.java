package io.wsgateway.client;

import java.io.IOException;
import java.util.concurrent.CompletionException;

/** One gateway for all tests that leave it as it was; it ends with the tests' JVM. */
record SharedGateway(TestCluster cluster, GatewayProcess process) {
  static SharedGateway get() {
    return Holder.STARTED;
  }

  private static SharedGateway start() {
    try {
      TestCluster cluster = TestCluster.of(1);
      return new SharedGateway(cluster, GatewayProcess.start(cluster, cluster.places().get(0)));
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private static final class Holder {
    static final SharedGateway STARTED = start();
  }
}
