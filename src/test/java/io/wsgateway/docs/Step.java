package io.wsgateway.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A block that is run or written to a file, with what the page shows of its output.
 *
 * @param block the block
 * @param output the lines that it prints, in this order among others
 */
record Step(CodeBlock block, List<String> output) {
  /** The steps of one group of a page: its blocks and all files of the page. */
  static List<Step> of(String group, List<CodeBlock> page) {
    List<Step> steps = new ArrayList<>();
    boolean ours = false;
    for (CodeBlock block : page) {
      if (!block.file().isEmpty() || block.group().equals(group)) {
        steps.add(new Step(block, new ArrayList<>()));
        ours = block.file().isEmpty();
      } else if (block.isOutput() && ours) {
        steps.get(steps.size() - 1).output.addAll(shown(block));
      } else if (!block.group().isEmpty()) {
        ours = false;
      }
    }
    return steps;
  }

  /** What the page shows of the gateway's log in one group. */
  static List<String> log(String group, List<CodeBlock> page) {
    List<String> lines = new ArrayList<>();
    String current = "";
    for (CodeBlock block : page) {
      current = block.group().isEmpty() ? current : block.group();
      if (block.isLog() && current.equals(group)) {
        lines.addAll(shown(block));
      }
    }
    return lines;
  }

  private static List<String> shown(CodeBlock block) {
    return block.text().lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  /** A line of a page as a pattern: an ellipsis stands for anything. */
  static String pattern(String line) {
    return Pattern.compile("…")
        .splitAsStream(line)
        .map(Pattern::quote)
        .collect(Collectors.joining(".*"));
  }

  /**
   * The first of these lines that the text does not have behind the others; empty if it has all.
   */
  static String missing(List<String> lines, String text) {
    int from = 0;
    for (String line : lines) {
      var found = Pattern.compile(pattern(line)).matcher(text);
      if (!found.find(from)) {
        return line;
      }
      from = found.end();
    }
    return "";
  }

  /** Whether this block starts a gateway itself. */
  boolean serves() {
    return block.text().contains(" serve ");
  }
}
