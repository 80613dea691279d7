package io.wsgateway.monitoring;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The series of a scrape.
 *
 * @param series each with its labels, as in the text
 */
record ScrapedNames(Set<String> series) {
  private static final Pattern CHANGING = Pattern.compile("[,{](le|version)=\"[^\"]*\"");

  static ScrapedNames of(String text) {
    return new ScrapedNames(
        text.lines()
            .filter(line -> !line.startsWith("#") && line.contains(" "))
            .map(line -> line.substring(0, line.lastIndexOf(' ')))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  Set<String> names() {
    return series.stream()
        .map(line -> line.replaceAll("\\{.*", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether a metric has a series with this label value. */
  boolean has(String metric, String label, String value) {
    Pattern pattern =
        Pattern.compile(metric + "\\{(.*,)?" + label + "=\"" + Pattern.quote(value) + "\".*");
    return series.stream().anyMatch(line -> pattern.matcher(line).matches());
  }

  /** The gateway's own series, without buckets. */
  Set<String> own() {
    return series.stream()
        .filter(line -> line.startsWith("gateway_"))
        .map(line -> CHANGING.matcher(line).replaceAll(""))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
