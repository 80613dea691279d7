package io.wsgateway.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the pages and reads their code blocks. */
final class Pages {
  private static final Pattern FENCE = Pattern.compile("( *)```([A-Za-z]*)");
  private static final Pattern COMMENT = Pattern.compile("\\s*<!-- (.*) -->\\s*");

  private Pages() {}

  /** The README and everything below {@code docs/}. */
  static List<Path> all() throws IOException {
    try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
      return Stream.concat(Stream.of(Path.of("README.md")), docs.sorted())
          .filter(page -> page.toString().endsWith(".md"))
          .toList();
    }
  }

  /** The blocks of a page, from top to bottom. */
  static List<CodeBlock> blocks(Path page) throws IOException {
    return blocks(page, Files.readAllLines(page));
  }

  static List<CodeBlock> blocks(Path page, List<String> lines) {
    List<CodeBlock> blocks = new ArrayList<>();
    int i = 0;
    while (i < lines.size()) {
      Matcher fence = FENCE.matcher(lines.get(i));
      if (!fence.matches()) {
        i++;
        continue;
      }
      int start = i;
      String indent = fence.group(1);
      StringBuilder text = new StringBuilder();
      for (i++; i < lines.size() && !lines.get(i).equals(indent + "```"); i++) {
        String line = lines.get(i);
        text.append(line.startsWith(indent) ? line.substring(indent.length()) : line).append('\n');
      }
      i++;
      blocks.add(
          new CodeBlock(page, start + 1, fence.group(2), marker(lines, start), text.toString()));
    }
    return blocks;
  }

  private static String marker(List<String> lines, int fence) {
    Matcher comment = COMMENT.matcher(fence == 0 ? "" : lines.get(fence - 1));
    return comment.matches() ? comment.group(1) : "";
  }
}
