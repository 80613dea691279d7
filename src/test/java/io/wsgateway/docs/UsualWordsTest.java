package io.wsgateway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks that texts for users and sentences in the code have no words that only this project ever
 * used. It looks only for words without another meaning, and ignores names: text in backticks or in
 * a code tag.
 */
class UsualWordsTest {
  private static final Pattern NAME = Pattern.compile("`[^`\n]*`|\\{@code [^}]*}");

  /** Text blocks, string literals, comments; character literals only so that they are skipped. */
  private static final Pattern SENTENCE =
      Pattern.compile(
          "\"\"\"[\\s\\S]*?\"\"\"|\"(?:[^\"\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\n]|\\\\.)+'"
              + "|/\\*[\\s\\S]*?\\*/|//[^\n]*");

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

  static List<Path> texts() throws IOException {
    try (Stream<Path> config = Files.walk(Path.of("config"));
        Stream<Path> manifests = Files.walk(Path.of("k8s"));
        Stream<Path> pages = Files.walk(Path.of("src/main/resources"));
        Stream<Path> examples = Files.walk(Path.of("examples"))) {
      List<Path> files =
          Stream.of(config, manifests, pages, examples)
              .flatMap(all -> all)
              .filter(file -> file.toString().matches(".*\\.(yaml|html|js|py|go|php|md)"))
              .sorted()
              .toList();
      return Stream.concat(Pages.all().stream(), files.stream()).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("texts")
  void textsHaveUsualWords(Path file) throws IOException {
    assertThat(odd(Files.readString(file))).as("odd words in %s", file).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"src/main/java", "client/src/main/java"})
  void sentencesInTheCodeHaveUsualWords(Path folder) throws IOException {
    try (Stream<Path> sources = Files.walk(folder)) {
      for (Path file : sources.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        assertThat(odd(sentences(Files.readString(file)))).as("odd words in %s", file).isEmpty();
      }
    }
  }

  @Test
  void aSentenceIsFoundAcrossLinesAndCodeIsNot() {
    String comment =
        "/** Tells what\n   * went off. */ int wentOff; // {@code went off}, `went off`";
    String literal = "char c = '\"'; String s = \"clients are \" + \"told \"\n  + \"so\";";
    assertThat(odd(sentences(comment))).hasSize(1);
    assertThat(odd(sentences(literal))).hasSize(1);
    assertThat(odd(sentences("int went = off; // off"))).isEmpty();
  }

  /** Returns the literals and comments of Java code, each on a line of its own. */
  private static String sentences(String code) {
    String joined = code.replaceAll("\"\\s*\\+\\s*\"", "");
    return SENTENCE
        .matcher(joined)
        .results()
        .map(found -> found.group().replaceAll("\\s*\n[ \t]*(?:\\*|//)?[ \t]*", " "))
        .collect(Collectors.joining("\n"));
  }

  private static List<String> odd(String text) {
    String plain = NAME.matcher(text).replaceAll("``");
    return ODD.matcher(plain).results().map(found -> around(plain, found.start())).toList();
  }

  private static String around(String text, int at) {
    return text.substring(Math.max(0, at - 30), Math.min(text.length(), at + 40))
        .replace('\n', ' ');
  }
}
