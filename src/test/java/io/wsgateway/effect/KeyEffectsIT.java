package io.wsgateway.effect;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.reference.DeclaredKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every key of the configuration, at a value that is not its default, changes what the built jar
 * does. A new key needs a row in one of the groups.
 */
final class KeyEffectsIT {
  @TempDir private static Path folder;
  private static final List<KeyGroup> GROUPS = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    for (KeyGroup group : groups()) {
      group.start();
    }
  }

  @AfterAll
  static void stop() {
    GROUPS.forEach(KeyGroup::close);
  }

  private static List<KeyGroup> groups() throws Exception {
    if (GROUPS.isEmpty()) {
      GROUPS.addAll(
          List.of(
              new OpenKeys(),
              new LimitKeys(),
              new GateKeys(),
              new SecureKeys(folder),
              new TokenKeys(folder.resolve("tokens")),
              new HookKeys(),
              new AloneKeys(),
              new PairKeys(folder.resolve("pair"))));
    }
    return GROUPS;
  }

  static Stream<KeyRow> rows() throws Exception {
    return groups().stream().flatMap(group -> group.rows().stream());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void hasAnEffect(KeyRow row) throws Exception {
    try {
      row.check().run();
    } catch (Exception | AssertionError e) {
      throw new AssertionError("no effect of " + row.key(), e);
    }
  }

  @Test
  void everyKeyHasARow() throws Exception {
    assertThat(rows().map(KeyRow::key).toList())
        .as("rows of io.wsgateway.effect by key")
        .containsExactlyInAnyOrderElementsOf(DeclaredKeys.inUse());
  }

  @Test
  void everyKeyThatIsSeenHasAnotherValueThanItsDefault() throws Exception {
    for (KeyGroup group : groups()) {
      Set<String> seen =
          group.rows().stream()
              .filter(row -> row.reason().isEmpty())
              .map(KeyRow::key)
              .collect(Collectors.toSet());
      assertThat(group.changed()).containsAll(seen);
    }
  }
}
