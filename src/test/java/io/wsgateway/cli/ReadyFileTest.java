package io.wsgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import io.wsgateway.app.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadyFileTest {
  @TempDir private Path folder;
  private Path path;
  private ReadyFile file;

  @BeforeEach
  void make() {
    path = folder.resolve("ready");
    file = new ReadyFile(path);
  }

  @Test
  void whatAKilledProcessLeftGoesBeforeTheStart() throws IOException {
    Files.writeString(path, "{}");
    file.clear();
    assertThat(path).doesNotExist();
    file.clear();
  }

  @Test
  void itAppearsWholeAndGoesWithTheStop() throws IOException {
    file.write(new JsonObject().put("pid", 1));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(path);
    }
    assertThat(path).hasContent("{\"pid\":1}\n");
    file.delete();
    assertThat(path).doesNotExist();
    file.delete();
  }

  @Test
  void thatOfTheProcessThatTookOverStays() throws IOException {
    file.write(new JsonObject().put("pid", 1));
    new ReadyFile(path).write(new JsonObject().put("pid", 2));
    file.delete();
    assertThat(path).hasContent("{\"pid\":2}\n");
  }

  @Test
  void oneThatCannotBeDeletedOrWrittenIsOneSentence() throws IOException {
    Files.createDirectories(path.resolve("inside"));
    assertThatThrownBy(file::clear)
        .isInstanceOf(StartException.class)
        .hasMessageContaining(path + " of an earlier run cannot be deleted");
    ReadyFile nowhere = new ReadyFile(folder.resolve("no/ready"));
    assertThatThrownBy(() -> nowhere.write(new JsonObject()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("cannot be written");
  }

  @Test
  void withoutAPathItDoesNothing() {
    ReadyFile none = new ReadyFile(null);
    none.clear();
    none.write(new JsonObject());
    none.delete();
  }
}
