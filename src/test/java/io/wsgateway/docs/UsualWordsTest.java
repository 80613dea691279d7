package io.wsgateway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Texts for users have no words that only this project ever used. Only those are looked for that
 * have no other meaning; text in backticks is a name and does not count.
 */
class UsualWordsTest {
  private static final Pattern NAME = Pattern.compile("`[^`\n]*`");

  private static final Pattern ODD =
      Pattern.compile(
          Stream.of(
                  "whoever",
                  "drawn (anew|for)",
                  "(is|are|was|were) drawn",
                  "told so",
                  "(is|are|were|was) put off",
                  "put off clients?",
                  "without a word",
                  "sign of life",
                  "last breath",
                  "dearest",
                  "cheap to dear",
                  "the house",
                  "the way of a (message|client)",
                  "neighbouring release",
                  "(is|as) void",
                  "of another make",
                  "not for the wire",
                  "is believed",
                  "(is|are) emptied",
                  "readiness goes off",
                  "went off",
                  "not spoken",
                  "lets? its sockets breathe",
                  "tokens come later",
                  "comes? later",
                  "(is|are|was) not there yet",
                  "fault of the gateway",
                  "a step quieter",
                  "every node's word",
                  "comes? back",
                  "TLS ends here")
              .collect(Collectors.joining("|", "(?i)\\b(", ")\\b")));

  /** Their tables quote sentences of the code, which other tests compare with it. */
  private static final List<Path> QUOTING =
      List.of(Path.of("docs/configuration.md"), Path.of("docs/protocol.md"));

  static List<Path> texts() throws IOException {
    try (Stream<Path> config = Files.walk(Path.of("config"));
        Stream<Path> manifests = Files.walk(Path.of("k8s"));
        Stream<Path> pages = Files.walk(Path.of("src/main/resources"))) {
      List<Path> files =
          Stream.of(config, manifests, pages)
              .flatMap(all -> all)
              .filter(file -> file.toString().matches(".*\\.(yaml|html|js)"))
              .sorted()
              .toList();
      return Stream.concat(Pages.all().stream(), files.stream())
          .filter(file -> !QUOTING.contains(file))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("texts")
  void textsHaveUsualWords(Path file) throws IOException {
    String text = NAME.matcher(Files.readString(file)).replaceAll("``");
    assertThat(ODD.matcher(text).results().map(found -> around(text, found.start())).toList())
        .as("odd words in %s", file)
        .isEmpty();
  }

  private static String around(String text, int at) {
    return text.substring(Math.max(0, at - 30), Math.min(text.length(), at + 40))
        .replace('\n', ' ');
  }
}
