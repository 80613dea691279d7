package io.wsgateway.poll;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cursor looks like. */
final class PollCursorTest {
  private static final String NODE = "3f0c2a5e-8f0a-4a8e-9d6e-1f2a3b4c5d6e";

  @Test
  void whatANodeMakesIsRead() {
    PollCursor cursor =
        new PollCursor(NODE, new PollSessions(NODE).draw(), 999_999_999_999_999_999L);
    assertThat(cursor.toString()).hasSizeLessThanOrEqualTo(PollCursor.MAX_LENGTH);
    assertThat(PollCursor.parse(cursor.toString())).contains(cursor);
    assertThat(PollCursor.parse(NODE + ".AAAAAAAAAAAAAAAAAAAA-_.0"))
        .contains(new PollCursor(NODE, "AAAAAAAAAAAAAAAAAAAA-_", 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "n.AAAAAAAAAAAAAAAAAAAAAA.",
        "n.AAAAAAAAAAAAAAAAAAAAAA.-1",
        "n.AAAAAAAAAAAAAAAAAAAAAA.01",
        "n.AAAAAAAAAAAAAAAAAAAAAA.+1",
        "n.AAAAAAAAAAAAAAAAAAAAAA.1.2",
        "n.AAAAAAAAAAAAAAAAAAAAAA.1&n.AAAAAAAAAAAAAAAAAAAAAA.1",
        "n.AAAAAAAAAAAAAAAAAAAAAA.9999999999999999999",
        "n.AAAAAAAAAAAAAAAAAAAAA.1",
        "n.AAAAAAAAAAAAAAAAAAAAAAA.1",
        "n.AAAAAAAAAAAAAAAAAAAA%2F.1",
        ".AAAAAAAAAAAAAAAAAAAAAA.1",
        "n\r\n.AAAAAAAAAAAAAAAAAAAAAA.1"
      })
  void anythingElseIsNoCursor(String text) {
    assertThat(PollCursor.parse(text)).isEmpty();
  }

  @Test
  void longTextIsNoCursor() {
    assertThat(PollCursor.parse("n".repeat(100_000) + ".AAAAAAAAAAAAAAAAAAAAAA.1")).isEmpty();
  }
}
