package io.wsgateway.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/**
 * What this process holds, tests and nodes together, after a forced garbage collection.
 *
 * @param sockets descriptors that are sockets
 * @param connections of the node
 * @param heapBytes used
 * @param directBytes of Netty
 */
public record Resources(int sockets, int connections, long heapBytes, long directBytes) {
  /** Idle connections of the JDK's HTTP client, with which tests read metrics, have two ends. */
  private static final int SOCKETS_MARGIN = 4;

  /** What code that runs for the first time leaves: classes, compiled regular expressions. */
  private static final long HEAP_MARGIN = 24L << 20;

  /** Netty's pool keeps a few chunks of 4 MB, its threads a few buffers. */
  private static final long DIRECT_MARGIN = 24L << 20;

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /** What is held now. */
  public static Resources now(IntSupplier connections) {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return new Resources(
        openSockets(),
        connections.getAsInt(),
        runtime.totalMemory() - runtime.freeMemory(),
        PlatformDependent.usedDirectMemory());
  }

  /** Waits until no more is held than before, within the margins. */
  public void assertComesBack(IntSupplier openConnections) {
    await()
        .untilAsserted(
            () -> {
              Resources now = now(openConnections);
              assertThat(now.connections).as("connections").isEqualTo(connections);
              assertThat(now.sockets).as("sockets").isLessThanOrEqualTo(sockets + SOCKETS_MARGIN);
              assertMemory(now);
            });
  }

  /** Fails at once if more memory is held now, beyond the margins. */
  public void assertMemory(Resources now) {
    assertThat(now.heapBytes).as("heap").isLessThan(heapBytes + HEAP_MARGIN);
    assertThat(now.directBytes).as("direct").isLessThan(directBytes + DIRECT_MARGIN);
  }

  private static int openSockets() {
    try (Stream<Path> open = Files.list(DESCRIPTORS)) {
      return (int) open.filter(Resources::isSocket).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }
}
