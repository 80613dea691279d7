package io.wsgateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs that docs/backends.md shows are the ones that ExamplesIT runs. */
final class DocsTest {
  @ParameterizedTest
  @ValueSource(strings = {"OrdersBackend", "BareBackend"})
  void showsTheExampleInFull(String name) throws IOException {
    String example = Files.readString(Path.of("../examples", name + ".java"));
    assertThat(Files.readString(Path.of("../docs/backends.md")))
        .contains("```java\n" + example + "```\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.7.0"})
  void pinsTheHazelcastOfTheGateways(String version) throws IOException {
    assertThat(Files.readString(Path.of("../pom.xml")))
        .contains("<hazelcast.version>" + version + "</hazelcast.version>");
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<hazelcast.version>" + version + "</hazelcast.version>");
    assertThat(Files.readString(Path.of("versions/pom.xml")))
        .contains("<hazelcast.version>" + version + "</hazelcast.version>");
    assertThat(Files.readString(Path.of("../docs/backends.md")))
        .contains("com.hazelcast:hazelcast:" + version)
        .contains("<version>" + version + "</version>");
  }
}
