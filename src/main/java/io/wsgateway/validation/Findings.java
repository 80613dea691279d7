package io.wsgateway.validation;

import io.vertx.json.schema.OutputUnit;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Picks the finding of the library that helps most, which is the innermost one, and words it. The
 * library's own sentences contain values of the message.
 */
final class Findings {
  private static final Pattern TYPE =
      Pattern.compile("Instance type (\\w+) is invalid\\. Expected (.*)", Pattern.DOTALL);

  private Findings() {}

  static Misfit of(OutputUnit outcome) {
    List<OutputUnit> found = outcome.getErrors();
    if (found == null || found.isEmpty()) {
      return new Misfit("", "does not fit the schema");
    }
    int at = 0;
    while (at + 1 < found.size() && leadsTo(found.get(at), found.get(at + 1))) {
      at++;
    }
    OutputUnit finding = found.get(at);
    String location = text(finding.getInstanceLocation());
    return new Misfit(
        Pointers.decode(location.startsWith("#") ? location.substring(1) : location),
        reason(keyword(finding), text(finding.getError())));
  }

  private static String text(String nullable) {
    return Objects.requireNonNullElse(nullable, "");
  }

  /** Whether the second finding is the cause of the first. */
  private static boolean leadsTo(OutputUnit outer, OutputUnit inner) {
    String from = text(outer.getKeywordLocation());
    String to = text(inner.getKeywordLocation());
    return switch (keyword(outer)) {
      case "anyOf", "oneOf", "not", "contains", "propertyNames" -> false;
      case "if" -> {
        String parent = from.substring(0, from.length() - "if".length());
        yield to.startsWith(parent + "then/") || to.startsWith(parent + "else/");
      }
      default -> to.startsWith(from + "/");
    };
  }

  private static String keyword(OutputUnit finding) {
    String location = text(finding.getKeywordLocation());
    return location.substring(location.lastIndexOf('/') + 1);
  }

  private static String reason(String keyword, String sentence) {
    return switch (keyword) {
      case "type" -> type(sentence);
      case "required" ->
          sentence.replaceFirst("Instance does not have required property", "lacks the property");
      case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf" ->
          sentence.substring(sentence.indexOf("is "));
      case "minLength" -> "is too short";
      case "maxLength" -> "is too long";
      case "minItems" -> "has too few items";
      case "maxItems" -> "has too many items";
      case "minProperties" -> "has too few properties";
      case "maxProperties" -> "has too many properties";
      case "contains", "minContains" ->
          "contains too few items of the kind that the schema asks for";
      case "maxContains" -> "contains too many items of the kind that the schema limits";
      case "enum", "const" -> "is none of the allowed values";
      case "format" ->
          sentence.replaceFirst("^String does not match format \"(.*)\"$", "is not a valid $1");
      case "pattern" -> "does not match the pattern";
      case "additionalProperties", "unevaluatedProperties" ->
          "is a property that the schema does not allow";
      case "properties" -> "is a property that the schema forbids";
      case "items", "prefixItems", "unevaluatedItems" ->
          "has an item that the schema does not allow";
      case "propertyNames" -> "has a property name that the schema does not allow";
      case "anyOf" -> "fits none of the schemas of anyOf";
      case "oneOf" -> "must fit exactly one of the schemas of oneOf";
      case "not" -> "fits a schema that it must not fit";
      default -> "does not fit the schema";
    };
  }

  private static String type(String sentence) {
    Matcher matcher = TYPE.matcher(sentence);
    return matcher.matches()
        ? "must be of type " + matcher.group(2).replace(", ", " or ") + ", not " + matcher.group(1)
        : "has the wrong type";
  }
}
