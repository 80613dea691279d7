package io.wsgateway.config.text;

import java.util.Optional;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Describes why a text is not valid YAML, with a fix for common mistakes. It uses the parser's
 * message, except where that would quote a value, which may be a secret.
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
      return "contains more than one document: remove all except one";
    }
    return "is not valid YAML: " + cause(problem, context);
  }

  private static String cause(String problem, String context) {
    if (problem.contains("\\t")) {
      return "it has a tab where only spaces are allowed";
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
      return "the indentation of the line does not match the lines above it";
    }
    String words = problem.replaceAll("\\s+", " ");
    if (problem.contains("mapping values")) {
      return words + ": a text that contains \": \" must be quoted";
    }
    return problem.contains("escape character")
        ? words + ": double every \\ between double quotes, or use single quotes"
        : words;
  }

  private static String quoted(String start) {
    return "a text that begins with " + start + " must be quoted";
  }
}
