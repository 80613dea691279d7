package io.wsgateway.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The directories that kustomize renders: shipped ones, and ones that tests write. */
final class Kustomizations {
  private static final Path MANIFESTS = Path.of("k8s");

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

  /** A shipped directory; a component as a part of the base, after what it builds on. */
  Path shipped(String name) throws IOException {
    if (!name.startsWith("components/")) {
      return MANIFESTS.resolve(name);
    }
    String before = name.endsWith("/hpa-connections") ? "K8S/components/hpa-cpu, " : "";
    return write(name, "resources: [K8S/base]\ncomponents: [" + before + "K8S/" + name + "]\n");
  }

  /** A kustomization; {@code K8S} in its text stands for the directory {@code k8s}. */
  Path write(String name, String text) throws IOException {
    Path directory = Files.createDirectories(work.resolve(name.replace('/', '-')));
    String header = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";
    Files.writeString(
        directory.resolve("kustomization.yaml"), header + text.replace("K8S", "../../../k8s"));
    return directory;
  }
}
