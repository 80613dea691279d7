package io.wsgateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.connection.ComeBack;
import io.wsgateway.protocol.raw.CloseCode;
import io.wsgateway.server.admission.HandshakeOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Compares the tables of docs/protocol.md with the enums that they describe. */
class ProtocolReferenceTest {
  @Test
  void theTableOfRefusalsIsTheEnum() throws IOException {
    List<String> rows =
        Arrays.stream(HandshakeOutcome.values())
            .filter(outcome -> outcome != HandshakeOutcome.ACCEPTED)
            .map(ProtocolReferenceTest::row)
            .toList();
    assertThat(table("| `code` | status |")).isEqualTo(rows);
  }

  @Test
  void theTableOfCloseCodesIsTheEnum() throws IOException {
    List<String> rows = Arrays.stream(CloseCode.values()).map(ProtocolReferenceTest::row).toList();
    assertThat(table("| code | reason |")).isEqualTo(rows);
  }

  private static String row(HandshakeOutcome outcome) {
    return "| `%s` | %s | %s | %s |"
        .formatted(
            outcome.label(),
            outcome.status() == 0 ? "closed" : outcome.status(),
            outcome.isTemporary() ? "later" : "",
            outcome.message());
  }

  private static String row(CloseCode code) {
    // By this name a close frame's reason tells the delay.
    String comeBack =
        code.comeBack() == ComeBack.AFTER_DELAY
            ? "retry ms"
            : code.comeBack().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return "| %d | %s | %s | %s |".formatted(code.code(), code.reason(), comeBack, code.cause());
  }

  private static List<String> table(String heading) throws IOException {
    return Files.readString(Path.of("docs/protocol.md"))
        .lines()
        .dropWhile(line -> !line.startsWith(heading))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }
}
