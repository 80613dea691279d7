package io.wsgateway.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The directories that kustomize renders: shipped ones, and ones that tests write. */
final class Kustomizations {
  private static final Path MANIFESTS = Path.of("k8s");
  private static final Path PAGE = Path.of("docs/run/kubernetes.md");
  private static final Pattern BLOCK =
      Pattern.compile(
          "```yaml\n( *apiVersion: kustomize\\.config\\.k8s\\.io/.*?)\n *```", Pattern.DOTALL);

  private final Path work;

  /** Writes to the given directory, which is two levels below the repository's root. */
  Kustomizations(Path work) {
    this.work = work;
  }

  /** The names of every overlay and component. */
  static List<String> shipped() throws IOException {
    List<String> names = new ArrayList<>(List.of("base"));
    for (String kind : List.of("overlays", "components")) {
      try (Stream<Path> directories = Files.list(MANIFESTS.resolve(kind))) {
        directories.sorted().forEach(path -> names.add(kind + "/" + path.getFileName()));
      }
    }
    return names;
  }

  /** A shipped directory; a component as a part of the base. */
  Path shipped(String name) throws IOException {
    return name.startsWith("components/")
        ? write(name, "resources: [K8S/base]\ncomponents: [K8S/" + name + "]\n")
        : MANIFESTS.resolve(name);
  }

  /** A kustomization; {@code K8S} in its text stands for the directory {@code k8s}. */
  Path write(String name, String text) throws IOException {
    Path directory = Files.createDirectories(work.resolve(name.replace('/', '-')));
    String header = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";
    Files.writeString(
        directory.resolve("kustomization.yaml"), header + text.replace("K8S", "../../../k8s"));
    return directory;
  }

  /** The kustomizations of the page, each in a directory beside {@code k8s} as the page says. */
  List<Path> documented(String gateway) throws IOException {
    List<Path> directories = new ArrayList<>();
    List<String> blocks =
        BLOCK.matcher(Files.readString(PAGE)).results().map(found -> found.group(1)).toList();
    for (String block : blocks) {
      Path root = work.resolve("docs-" + directories.size());
      copy(root.resolve("k8s"));
      Path directory = Files.createDirectories(root.resolve("my-gateway"));
      Files.writeString(directory.resolve("kustomization.yaml"), block.stripIndent() + "\n");
      Files.writeString(directory.resolve("gateway.yaml"), gateway);
      directories.add(directory);
    }
    return directories;
  }

  private static void copy(Path target) throws IOException {
    try (Stream<Path> files = Files.walk(MANIFESTS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = target.resolve(MANIFESTS.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
