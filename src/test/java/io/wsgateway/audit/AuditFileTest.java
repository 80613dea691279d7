package io.wsgateway.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {
  @TempDir private Path folder;

  private Path path() {
    return folder.resolve("audit.json");
  }

  private static void write(AuditFile file, String line) throws IOException {
    file.write((line + "\n").getBytes(UTF_8));
  }

  @Test
  void linesAreAppendedToWhatIsThere() throws Exception {
    Files.writeString(path(), "before\n");
    try (AuditFile file = AuditFile.open(path().toString())) {
      write(file, "a");
      write(file, "b");
    }
    assertThat(path()).hasContent("before\na\nb\n");
  }

  @Test
  void aFileThatWasMovedAwayIsReplaced() throws Exception {
    try (AuditFile file = AuditFile.open(path().toString())) {
      write(file, "a");
      Path moved = Files.move(path(), folder.resolve("audit.json.1"));
      write(file, "b");
      assertThat(moved).hasContent("a\n");
      assertThat(path()).hasContent("b\n");
    }
  }

  @Test
  void theFileThatStandsInItsPlaceIsUsed() throws Exception {
    try (AuditFile file = AuditFile.open(path().toString())) {
      write(file, "a");
      Files.move(path(), folder.resolve("audit.json.1"));
      Files.writeString(path(), "made by logrotate\n");
      write(file, "b");
      assertThat(path()).hasContent("made by logrotate\nb\n");
    }
  }

  @Test
  void aFileThatWasDeletedOrTruncatedGoesOn() throws Exception {
    try (AuditFile file = AuditFile.open(path().toString())) {
      write(file, "a");
      Files.delete(path());
      write(file, "b");
      Files.writeString(path(), "");
      write(file, "c");
      assertThat(path()).hasContent("c\n");
    }
  }

  @Test
  void itIsTriedAgainWithEachLine() throws Exception {
    try (AuditFile file = AuditFile.open(path().toString())) {
      Files.delete(path());
      Files.createDirectory(path());
      assertThatThrownBy(() -> write(file, "a")).isInstanceOf(IOException.class);
      Files.delete(path());
      write(file, "b");
      assertThat(path()).hasContent("b\n");
    }
  }

  @Test
  void othersCannotReadIt() throws Exception {
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    AuditFile.open(path().toString()).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .matches("rw-[r-]-----");
  }

  @Test
  void whatCannotBeOpenedIsSaidInOneSentence() {
    assertThatThrownBy(() -> AuditFile.open(folder.resolve("no/audit.json").toString()))
        .isInstanceOf(AuditFileException.class)
        .hasMessageStartingWith("logging.audit: the file \"")
        .hasMessageContaining("its directory does not exist")
        .hasMessageEndingWith("or stdout");
    assertThatThrownBy(() -> AuditFile.open(folder.toString()))
        .isInstanceOf(AuditFileException.class)
        .hasMessageContaining("not a regular file");
    assertThatThrownBy(() -> AuditFile.open("/dev/null"))
        .isInstanceOf(AuditFileException.class)
        .hasMessageContaining("not a regular file");
  }
}
