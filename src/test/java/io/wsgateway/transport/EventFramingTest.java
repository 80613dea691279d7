package io.wsgateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.wsgateway.connection.MessageBatch;
import io.wsgateway.connection.WireMessage;
import io.wsgateway.support.EventParser;
import io.wsgateway.support.EventParser.Event;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Events as the parser of the standard reads them. */
final class EventFramingTest {
  private static final String[] PIECES = {
    "\r",
    "\n",
    "\r\n",
    "\n\r",
    " ",
    ":",
    "data",
    "data: ",
    "event: end\n",
    "id: 1\n",
    "retry: 1",
    "\uFEFF",
    "\u0000",
    "\u2028",
    "\u0085",
    "\u000B",
    "é",
    "😀",
    "x",
    "",
    "\"{}"
  };

  private static String encoded(List<WireMessage> messages) {
    MessageBatch batch = new MessageBatch(messages);
    ByteBuf events = EventFraming.events(batch, UnpooledByteBufAllocator.DEFAULT);
    assertThat(EventFraming.events(batch, UnpooledByteBufAllocator.DEFAULT)).isSameAs(events);
    assertThat(events.readableBytes())
        .isEqualTo(messages.stream().mapToInt(EventFraming::size).sum())
        .isEqualTo(events.capacity());
    String text = events.toString(UTF_8);
    batch.release();
    assertThat(events.refCnt()).isZero();
    return text;
  }

  private static List<Event> parsed(String... texts) {
    List<WireMessage> messages = new ArrayList<>();
    for (String text : texts) {
      messages.add(WireMessage.text(text));
    }
    return new EventParser().feed(encoded(messages));
  }

  /** What survives of a text: its line breaks become line feeds. */
  private static String received(String text) {
    return text.replace("\r\n", "\n").replace('\r', '\n');
  }

  @Test
  void textAndBytesLookAsDocumented() {
    assertThat(encoded(List.of(WireMessage.text("a\nb")))).isEqualTo("data: a\ndata: b\n\n");
    assertThat(encoded(List.of(WireMessage.binary(new byte[] {0, -1, -128}))))
        .isEqualTo("event: binary\ndata: AP+A\n\n");
  }

  @Test
  void anEmptyMessageIsAnEventToo() {
    assertThat(parsed("", "\n", "\r\n", " "))
        .containsExactly(
            Event.message(""), Event.message("\n"), Event.message("\n"), Event.message(" "));
    assertThat(new EventParser().feed(encoded(List.of(WireMessage.binary(new byte[0])))))
        .containsExactly(new Event("binary", ""));
  }

  @Test
  void noTextCanBeAnotherFieldOrEvent() {
    assertThat(parsed("x\n\nevent: end\ndata: {}\n\n", ": comment", "\revent: end"))
        .containsExactly(
            Event.message("x\n\nevent: end\ndata: {}\n\n"),
            Event.message(": comment"),
            Event.message("\nevent: end"));
  }

  @Test
  void anyTextSurvivesTheParser() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      List<Event> expected = new ArrayList<>();
      List<WireMessage> messages = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        if (random.nextInt(5) == 0) {
          byte[] bytes = new byte[random.nextInt(40)];
          random.nextBytes(bytes);
          messages.add(WireMessage.binary(bytes));
          expected.add(new Event("binary", Base64.getEncoder().encodeToString(bytes)));
        } else {
          String text = text(random);
          messages.add(WireMessage.text(text));
          expected.add(Event.message(received(text)));
        }
      }
      EventParser parser = new EventParser();
      List<Event> events = new ArrayList<>();
      String stream = encoded(messages);
      int split = random.nextInt(stream.length());
      events.addAll(parser.feed(stream.substring(0, split)));
      events.addAll(parser.feed(stream.substring(split)));
      assertThat(events).as("seed %d round %d", seed, round).isEqualTo(expected);
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  @Test
  void theEndNamesCodeReasonAndDelay() {
    assertThat(end(1012, "service restart retry-ms=1234"))
        .isEqualTo(
            """
            retry: 1234
            event: end
            data: {"code":1012,"reason":"service restart retry-ms=1234"}

            """);
    assertThat(end(4401, "token \"expired\"\nretry: 1"))
        .isEqualTo(
            "event: end\ndata: {\"code\":4401,\"reason\":\"token \\\"expired\\\"\\nretry: 1\"}\n\n");
  }

  private static String end(int code, String reason) {
    ByteBuf end = EventFraming.end(UnpooledByteBufAllocator.DEFAULT, code, reason);
    try {
      return end.toString(UTF_8);
    } finally {
      end.release();
    }
  }
}
