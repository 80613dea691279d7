package io.wsgateway.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.config.reference.EffectiveYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever a file holds, it loads or is refused with lines; nothing else is ever thrown. */
class MutatedConfigTest {
  private static final int CASES = Integer.getInteger("config.cases", 2_000);
  private static final List<String> PIECES =
      List.of(
          "\t",
          "\n",
          " ",
          "  ",
          ":",
          "-",
          "- ",
          "[",
          "]",
          "{",
          "}",
          "&a",
          "*a",
          "!!int",
          "'",
          "\"",
          "|",
          ">",
          "#",
          "%",
          "@",
          "`",
          "?",
          "? ",
          "<<: ",
          "!ENV ",
          "${A}",
          "---\n",
          "...\n",
          "\u0000",
          "\uFEFF",
          "\uD800",
          "\u2028",
          "é",
          "😀",
          "null",
          "~",
          "true",
          "-1",
          "1e999",
          "99999999999999999999",
          "0x1F",
          "file:/",
          "file:\u0000",
          "file:",
          "{room}",
          "{",
          "{user}",
          "*.",
          "https://",
          "\\");

  @Test
  void aMutatedFileNeverThrowsAnythingButAConfigException() throws IOException {
    long seed = Long.getLong("config.seed", System.nanoTime());
    Random random = new Random(seed);
    List<String> originals = originals();
    for (int i = 0; i < CASES; i++) {
      String text = mutate(originals.get(random.nextInt(originals.size())), random);
      try {
        assertThat(ConfigLoader.parse(text).config()).isNotNull();
      } catch (ConfigException e) {
        assertThat(e.problems())
            .as("-Dconfig.seed=%d, case %d:%n%s", seed, i, text)
            .isNotEmpty()
            .allMatch(line -> !line.isBlank() && line.indexOf('\n') < 0 && line.length() < 1_000);
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("-Dconfig.seed=" + seed + ", case " + i + ":\n" + text, e);
      }
    }
  }

  private static List<String> originals() throws IOException {
    List<String> originals = new ArrayList<>();
    try (Stream<Path> files = ShippedFilesTest.files()) {
      for (Path file : files.toList()) {
        // Comments would take most of the mutations.
        originals.add(Files.readString(file).replaceAll("(?m) *#.*\n", "\n"));
      }
    }
    originals.add(EffectiveYaml.write(ConfigLoader.parse("")).replaceAll("(?m) +#.*", ""));
    originals.add(
        """
        {
        \t"http": {"port": 8080},
        \t"origins.allow": ["https:\\/\\/a.example", "*"],
        \t"endpoints": [{"path": "/ws", "channel": "a", "welcome": null}]
        }
        """);
    return originals;
  }

  private static String mutate(String original, Random random) {
    StringBuilder text = new StringBuilder(original);
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), at + random.nextInt(20));
      String piece = PIECES.get(random.nextInt(PIECES.size()));
      switch (random.nextInt(6)) {
        case 0 -> text.insert(at, piece);
        case 1 -> text.replace(at, end, piece);
        case 2 -> text.delete(at, end);
        case 3 -> text.insert(random.nextInt(text.length() + 1), text.substring(at, end));
        case 4 -> text.insert(at, piece.repeat(1 + random.nextInt(200)));
        default -> text.insert(at, Character.toString(random.nextInt(0x11000)));
      }
    }
    return text.toString();
  }
}
