package io.wsgateway.cluster;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.JavaSerializationFilterConfig;

/**
 * The classes that this member deserializes. Anyone who reaches the cluster port may send
 * serialized objects, so these are only failures, which members send each other, the state of a
 * cluster, and what the counters of Vert.x send. Hazelcast's other data do not use Java's
 * serialization.
 */
final class ReadableClasses {
  /** Whole packages, without those below them; what else they hold are values and events. */
  private static final String[] PACKAGES = {
    "java.lang",
    "com.hazelcast.core",
    "com.hazelcast.internal.cluster.impl",
    "com.hazelcast.internal.partition",
    "com.hazelcast.map",
    "com.hazelcast.map.impl.operation",
    "com.hazelcast.nio.serialization",
    "com.hazelcast.partition",
    "com.hazelcast.spi.exception",
    "com.hazelcast.splitbrainprotection",
    "com.hazelcast.transaction"
  };

  private static final String[] FAILURES = {
    "java.io.EOFException",
    "java.io.IOException",
    "java.io.InvalidClassException",
    "java.io.NotSerializableException",
    "java.io.ObjectStreamException",
    "java.io.StreamCorruptedException",
    "java.io.UTFDataFormatException",
    "java.io.UncheckedIOException",
    "java.net.ConnectException",
    "java.net.NoRouteToHostException",
    "java.net.SocketException",
    "java.net.SocketTimeoutException",
    "java.net.UnknownHostException",
    "java.nio.channels.ClosedChannelException",
    "java.util.ConcurrentModificationException",
    "java.util.NoSuchElementException",
    "java.util.concurrent.CancellationException",
    "java.util.concurrent.CompletionException",
    "java.util.concurrent.ExecutionException",
    "java.util.concurrent.RejectedExecutionException",
    "java.util.concurrent.TimeoutException",
    "com.hazelcast.query.QueryException"
  };

  /**
   * Members of a part of a split cluster agree on this before they merge into the other part.
   * Without it only single members can merge.
   */
  private static final String[] STATES = {"com.hazelcast.cluster.ClusterState"};

  /** What a failure consists of besides itself and its causes. */
  private static final String[] PARTS = {
    "[Ljava.lang.StackTraceElement;",
    "java.util.ArrayList",
    "java.util.Collections$EmptyList",
    "java.util.Collections$UnmodifiableCollection",
    "java.util.Collections$UnmodifiableList",
    "java.util.Collections$UnmodifiableRandomAccessList"
  };

  /** The counters of Vert.x send lambdas, which Java resolves by the class that declares them. */
  private static final String[] COUNTERS = {
    "io.vertx.spi.cluster.hazelcast.impl.HazelcastCounter",
    "java.lang.invoke.SerializedLambda",
    "[Ljava.lang.Object;"
  };

  private ReadableClasses() {}

  static JavaSerializationFilterConfig filter() {
    return new JavaSerializationFilterConfig()
        // The defaults allow all of java, javax and com.hazelcast, and add to any other list.
        .setDefaultsDisabled(true)
        .setWhitelist(
            new ClassFilter()
                .addPackages(PACKAGES)
                .addClasses(FAILURES)
                .addClasses(STATES)
                .addClasses(PARTS)
                .addClasses(COUNTERS));
  }
}
