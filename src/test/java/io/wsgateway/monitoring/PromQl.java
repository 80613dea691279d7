package io.wsgateway.monitoring;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a query of Prometheus names. It is taken apart here, and checked by promtool. */
final class PromQl {
  private static final String TEXT = "\"[^\"]*\"";
  private static final Pattern NOT_NAMES =
      Pattern.compile(
          "#[^\n]*|\\{[^}]*}|\\[[^\\]]*]|"
              + TEXT
              + "|\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)"
              + "|\\boffset\\s+\\w+|\\b\\d[\\w.]*");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][\\w:]*(?![\\w:]*\\s*\\()");
  private static final Set<String> OPERATORS =
      Set.of("and", "or", "unless", "bool", "group_left", "group_right");
  private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][\\w:]*)\\{([^}]*)}");
  private static final Pattern MATCHER =
      Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"([^\"]*)\"");

  private PromQl() {}

  /**
   * A value of a label that a query asks for.
   *
   * @param metric the metric's name
   */
  record Wanted(String metric, String label, String value) {}

  /** The names of the metrics. */
  static Set<String> metrics(String query) {
    return NAME.matcher(NOT_NAMES.matcher(query).replaceAll(" "))
        .results()
        .map(found -> found.group())
        .filter(name -> !OPERATORS.contains(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The label values, one by one where a pattern has several. Variables are left out. */
  static List<Wanted> values(String query) {
    return SELECTOR
        .matcher(query)
        .results()
        .flatMap(
            selector ->
                MATCHER
                    .matcher(selector.group(2))
                    .results()
                    .filter(matcher -> !matcher.group(2).contains("$"))
                    .flatMap(
                        matcher ->
                            alternatives(matcher.group(2))
                                .map(
                                    value ->
                                        new Wanted(selector.group(1), matcher.group(1), value))))
        .toList();
  }

  private static Stream<String> alternatives(String pattern) {
    return Arrays.stream(pattern.split("\\|"));
  }
}
