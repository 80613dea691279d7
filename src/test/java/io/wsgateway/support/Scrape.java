package io.wsgateway.support;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a node's metrics said at one moment. */
public final class Scrape {
  private final Map<String, Double> series = new LinkedHashMap<>();

  private Scrape() {}

  /** Reads the Prometheus text format. */
  public static Scrape of(String text) {
    Scrape scrape = new Scrape();
    text.lines().filter(line -> !line.startsWith("#") && line.contains(" ")).forEach(scrape::add);
    return scrape;
  }

  private void add(String line) {
    int end = line.lastIndexOf(' ');
    series.put(line.substring(0, end), Double.parseDouble(line.substring(end + 1)));
  }

  /** The value of a series, named with its labels as in the text; 0 if there is none. */
  public double value(String name) {
    return series.getOrDefault(name, 0.0);
  }

  /**
   * All series of a meter by their labels: of a histogram how often it was used, which no value can
   * leave as it was.
   */
  public Map<String, Double> meter(String name) {
    Map<String, Double> found = new LinkedHashMap<>();
    series.forEach(
        (key, value) -> {
          String bare = key.replaceAll("\\{.*", "");
          if (bare.equals(name) || bare.equals(name + "_count")) {
            found.put(key, value);
          }
        });
    return found;
  }
}
