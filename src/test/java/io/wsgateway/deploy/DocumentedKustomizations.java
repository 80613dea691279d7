package io.wsgateway.deploy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What pages show: whole kustomizations, and parts that a reader adds to the last whole one. */
final class DocumentedKustomizations {
  /** The one that parts are added to: on top of the overlay {@code production}. */
  static final String LAST = "documented 1";

  private static final Path MANIFESTS = Path.of("k8s");
  private static final Path PAGES = Path.of("docs", "run");
  private static final List<String> NAMES = List.of("kubernetes.md", "watch.md", "reload.md");
  private static final Pattern BLOCK =
      Pattern.compile("(?m)^ *```yaml\n(.*?)\n *```", Pattern.DOTALL);
  private static final String WHOLE = "apiVersion: kustomize.config.k8s.io/";
  private static final Pattern PART =
      Pattern.compile("(resources|components|patches|generatorOptions):.*", Pattern.DOTALL);

  private DocumentedKustomizations() {}

  /** The texts of all, by a name of their own. */
  static Map<String, String> texts() throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    Map<String, String> parts = new LinkedHashMap<>();
    for (String page : NAMES) {
      for (String block : blocks(PAGES.resolve(page))) {
        if (block.startsWith(WHOLE)) {
          texts.put("documented " + texts.size(), block);
        } else if (PART.matcher(block).matches()) {
          parts.put("part " + parts.size() + " of " + page, block);
        }
      }
    }
    String last = Objects.requireNonNull(texts.get(LAST));
    parts.forEach((name, part) -> texts.put(name, added(last, part)));
    return texts;
  }

  private static List<String> blocks(Path page) throws IOException {
    return BLOCK
        .matcher(Files.readString(page))
        .results()
        .map(found -> found.group(1).stripIndent())
        .toList();
  }

  /** A kustomization with a part added to it: lists get longer. */
  private static String added(String whole, String part) {
    Map<String, Object> sum = StrictManifests.values(whole);
    StrictManifests.values(part)
        .forEach((key, value) -> sum.merge(key, value, DocumentedKustomizations::both));
    return new JsonObject(sum).encodePrettily();
  }

  private static Object both(Object first, Object second) {
    List<Object> both = new ArrayList<>((List<?>) first);
    both.addAll((List<?>) second);
    return both;
  }

  /** Writes each to a directory beside {@code k8s}, with the configuration that the page names. */
  static Map<String, Path> write(Path work) throws IOException {
    copy(work.resolve("k8s"));
    Map<String, Path> directories = new LinkedHashMap<>();
    for (Map.Entry<String, String> text : texts().entrySet()) {
      String name = text.getKey().replaceAll("[^a-z0-9]", "-");
      Path directory = Files.createDirectories(work.resolve(name));
      Files.writeString(directory.resolve("kustomization.yaml"), text.getValue() + "\n");
      Files.writeString(directory.resolve("gateway.yaml"), configuration(text.getValue()));
      Files.copy(
          MANIFESTS.resolve("components/alerts/prometheusrule.yaml"),
          directory.resolve("alerts.yaml"),
          StandardCopyOption.REPLACE_EXISTING);
      directories.put(text.getKey(), directory);
    }
    return directories;
  }

  /** The shipped configuration with one change, as a user makes it. */
  static String configuration(String kustomization) throws IOException {
    String overlay = kustomization.contains("overlays/production") ? "overlays/production" : "base";
    return Files.readString(MANIFESTS.resolve(overlay).resolve("gateway.yaml"))
        .replace("channel: events", "channel: news");
  }

  private static void copy(Path target) throws IOException {
    try (Stream<Path> files = Files.walk(MANIFESTS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = target.resolve(MANIFESTS.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
