package io.wsgateway.docs;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A fenced block of a page.
 *
 * @param page the page's file
 * @param line the line of its opening fence, from 1
 * @param language what the opening fence names; empty when it names nothing
 * @param marker the HTML comment on the line before; empty when there is none
 * @param text its lines, without the indentation of the fence
 */
record CodeBlock(Path page, int line, String language, String marker, String text) {
  /** The languages whose blocks are run, or say why they are not. */
  static final Set<String> EXECUTABLE =
      Set.of("sh", "bash", "shell", "console", "js", "javascript", "python", "java", "go", "php");

  private static final Set<String> RUN_BY_OTHERS = Set.of("test-command");

  /** Where a block is. */
  String place() {
    return page + ":" + line;
  }

  boolean isExecutable() {
    return EXECUTABLE.contains(language);
  }

  /** Whether the page says what becomes of this block. */
  boolean isMarked() {
    return !group().isEmpty()
        || !file().isEmpty()
        || !after("not run:").isEmpty()
        || !after("A test runs this:").isEmpty()
        || RUN_BY_OTHERS.contains(marker);
  }

  /** The group that it runs in; empty when it does not run. */
  String group() {
    if (marker.equals("run-command")) {
      return "start";
    }
    return words("run:").stream().findFirst().orElse("");
  }

  /** Whether it is there to show a failure. */
  boolean fails() {
    return words("run:").stream().skip(1).anyMatch("fails"::equals);
  }

  /** The program without which it is skipped; empty when it needs none. */
  String needs() {
    return words("run:").stream()
        .filter(word -> word.startsWith("needs="))
        .map(word -> word.substring("needs=".length()))
        .findFirst()
        .orElse("");
  }

  /** The name of the file that it is the content of; empty when it is none. */
  String file() {
    return after("file:");
  }

  /** Whether it shows what the block before it prints. */
  boolean isOutput() {
    return marker.equals("output");
  }

  /** Whether it shows lines of the gateway's log. */
  boolean isLog() {
    return marker.equals("log");
  }

  private List<String> words(String key) {
    return Arrays.stream(after(key).split(" ", -1)).filter(word -> !word.isEmpty()).toList();
  }

  private String after(String key) {
    return marker.startsWith(key) ? marker.substring(key.length()).strip() : "";
  }
}
