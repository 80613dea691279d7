package io.wsgateway.config.text;

import java.util.Optional;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Says what is wrong with a text that is not YAML, with the cure of the usual mistakes. These are
 * the reader's words, except where they would quote a value, which may be a secret.
 */
final class YamlWords {
  private YamlWords() {}

  static YamlProblem problem(MarkedYAMLException e) {
    String sentence = sentence(String.valueOf(e.getProblem()), String.valueOf(e.getContext()));
    return Optional.ofNullable(e.getProblemMark())
        .<YamlProblem>map(
            mark -> new SyntaxProblem(sentence, mark.getLine() + 1, mark.getColumn() + 1))
        .orElseGet(() -> new YamlProblem(sentence));
  }

  private static String sentence(String problem, String context) {
    if (problem.contains("another document")) {
      return "holds more than one document: leave one";
    }
    return "is not valid YAML: " + cause(problem, context);
  }

  private static String cause(String problem, String context) {
    if (problem.contains("\\t")) {
      return "a tab where only spaces may stand";
    }
    if (problem.contains("alias") || context.contains("alias")) {
      return quoted("*");
    }
    if (context.contains("anchor")) {
      return quoted("&");
    }
    if (problem.contains("tag") || problem.contains("Tag") || context.contains("tag")) {
      return quoted("!");
    }
    if (problem.contains("<block end>")) {
      return "the line is indented otherwise than those above it";
    }
    String words = problem.replaceAll("\\s+", " ");
    if (problem.contains("mapping values")) {
      return words + ": a text that holds \": \" must be quoted";
    }
    return problem.contains("escape character")
        ? words + ": double every \\ between double quotes, or use single quotes"
        : words;
  }

  private static String quoted(String start) {
    return "a text that begins with " + start + " must be quoted";
  }
}
