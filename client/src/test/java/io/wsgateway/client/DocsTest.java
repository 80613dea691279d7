package io.wsgateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs that the guides for backends show are the ones that ExamplesIT runs. */
final class DocsTest {
  @ParameterizedTest
  @CsvSource({"OrdersBackend, client-library", "BareBackend, event-bus"})
  void showsTheExampleInFull(String name, String guide) throws IOException {
    String example = Files.readString(Path.of("../examples", name + ".java"));
    assertThat(Files.readString(Path.of("../docs/guides", guide + ".md")))
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
    assertThat(Files.readString(Path.of("../docs/guides/event-bus.md")))
        .contains("com.hazelcast:hazelcast:" + version)
        .contains("<version>" + version + "</version>");
  }
}
