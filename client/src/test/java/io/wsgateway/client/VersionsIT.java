package io.wsgateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of versions in docs: this library with each version of Vert.x, in processes. */
final class VersionsIT {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (\\d+\\.\\d+\\.\\d+) \\| (\\d+\\.\\d+\\.\\d+) \\|");

  private final TestCluster cluster = SharedGateway.get().cluster();
  private final GatewayProcess gateway = SharedGateway.get().process();

  static List<Path> versions() {
    return List.of(
        BackendProcess.OWN,
        BackendProcess.version("vertx-5.2"),
        BackendProcess.version("vertx-4.5"));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void publishesHearsClientsAndReplies(Path libraries) throws Exception {
    try (BackendProcess backend = BackendProcess.start(libraries, cluster).awaitOutput("joined");
        TestClient news = gateway.connect("/news");
        TestClient client = Asking.until(gateway, "hello", "you said hello")) {
      client.send("publish tea is ready");
      assertThat(client.next()).isEqualTo("published");
      assertThat(news.next()).isEqualTo("tea is ready");
      client.send("leave");
      backend.awaitOutput("left true");
      // Nothing of the library keeps the process.
      await().atMost(Duration.ofSeconds(Waiting.LIMIT_SECONDS)).until(() -> !backend.isAlive());
    }
  }

  @Test
  void theTableNamesTheseVersionsAndNoOthers() throws IOException {
    TreeSet<String> tried = new TreeSet<>();
    for (Path libraries : versions()) {
      tried.add(version(libraries, "vertx-core") + " " + version(libraries, "hazelcast"));
    }
    TreeSet<String> told = new TreeSet<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("../docs/reference/client-library.md")));
    while (row.find()) {
      told.add(row.group(1) + " " + row.group(2));
    }
    assertThat(told).isEqualTo(tried);
  }

  private static String version(Path libraries, String artifact) throws IOException {
    Pattern jar = Pattern.compile(artifact + "-(\\d[\\d.]*)\\.jar");
    try (Stream<Path> jars = Files.list(libraries)) {
      return jars.map(path -> jar.matcher(path.getFileName().toString()))
          .filter(Matcher::matches)
          .map(match -> match.group(1))
          .toList()
          .toString()
          .replaceAll("[\\[\\]]", "");
    }
  }

  @Test
  void theHazelcastOfTheStockDependencyIsRefusedAtOnce() throws Exception {
    try (BackendProcess backend =
        BackendProcess.start(BackendProcess.version("stock"), cluster)
            .awaitOutput("not joined: Hazelcast 5.3.8 is on the class path")) {
      assertThat(backend.output()).contains("pin com.hazelcast:hazelcast:5.7.0");
    }
  }
}
