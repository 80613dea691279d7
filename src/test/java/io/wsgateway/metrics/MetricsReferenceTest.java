package io.wsgateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Compares docs/metrics.md with what a scrape shows once every meter has been used. */
class MetricsReferenceTest {
  private static final Pattern TYPE = Pattern.compile("# TYPE (gateway_\\w+) (\\w+)");
  private static final Pattern SAMPLE = Pattern.compile("(gateway_\\w+?)(\\{.*)? \\S+");
  private static final Pattern LABEL = Pattern.compile("[{,]([a-z_]+)=\"");

  @Test
  void theReferenceListsExactlyWhatAScrapeShows() throws Exception {
    try (var registry = new MetricsRegistry()) {
      for (var area : areas()) {
        use(area, registry.meters());
      }
      assertThat(DocumentedMeters.present()).isEqualTo(scraped(registry.meters().scrape()));
    }
  }

  /** A histogram is queried by one of its series. */
  @Test
  void everyMeterHasASampleQuery() throws Exception {
    String queries = DocumentedMeters.queries();
    assertThat(DocumentedMeters.present().keySet())
        .allSatisfy(name -> assertThat(queries).containsPattern(name + "(_bucket)?[\\W]"));
  }

  /** Every class of the package that holds the meters of an area. */
  private static List<Class<?>> areas() throws Exception {
    var areas = new ArrayList<Class<?>>();
    try (var files = Files.list(Path.of("target/classes/io/wsgateway/metrics"))) {
      for (var file : files.map(f -> f.getFileName().toString()).toList()) {
        if (file.endsWith("Metrics.class")) {
          areas.add(Class.forName("io.wsgateway.metrics." + file.replace(".class", "")));
        }
      }
    }
    return areas;
  }

  /** Makes an area's meters and calls every method, since labelled meters appear at first use. */
  private static void use(Class<?> area, MeterRegistry registry) throws Exception {
    var constructor = area.getConstructors()[0];
    var meters = constructor.newInstance(arguments(constructor.getParameterTypes(), registry));
    for (Method method : area.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers())) {
        method.invoke(meters, arguments(method.getParameterTypes(), registry));
      }
    }
  }

  private static Object[] arguments(Class<?>[] types, MeterRegistry registry) {
    return Arrays.stream(types).map(type -> argument(type, registry)).toArray();
  }

  private static Object argument(Class<?> type, MeterRegistry registry) {
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    var sample =
        Map.<Class<?>, Object>of(
                MeterRegistry.class,
                registry,
                String.class,
                "x",
                Object.class,
                "x",
                Collection.class,
                List.of("x"),
                BooleanSupplier.class,
                (BooleanSupplier) () -> true,
                LongSupplier.class,
                (LongSupplier) () -> 1,
                ToDoubleFunction.class,
                (ToDoubleFunction<Object>) any -> 1,
                boolean.class,
                true,
                int.class,
                1,
                long.class,
                1L)
            .get(type);
    assertThat(sample).as("a sample of %s: add one here", type).isNotNull();
    return sample;
  }

  private static Map<String, String> scraped(String scrape) {
    var types = new TreeMap<String, String>();
    TYPE.matcher(scrape).results().forEach(type -> types.put(type.group(1), type.group(2)));
    // The largest recent value of a histogram; the reference explains it once for all.
    var histograms = new TreeSet<>(types.keySet());
    histograms.removeIf(name -> !"histogram".equals(types.get(name)));
    histograms.forEach(name -> types.remove(name + "_max"));
    types.replaceAll((name, type) -> type + "{" + labels(scrape, name) + "}");
    return types;
  }

  private static String labels(String scrape, String name) {
    var found = new TreeSet<String>();
    scrape
        .lines()
        .filter(line -> SAMPLE.matcher(line).matches())
        .filter(line -> line.replaceAll("[{ ].*", "").replaceAll("_bucket$", "").equals(name))
        .forEach(line -> LABEL.matcher(line).results().forEach(label -> found.add(label.group(1))));
    found.remove("le");
    return found.stream().collect(Collectors.joining(","));
  }
}
