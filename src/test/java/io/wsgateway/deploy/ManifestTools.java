package io.wsgateway.deploy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The programs that render manifests and check them.
 *
 * @param directory what {@code .ci/manifests/tools} prepared and printed
 */
record ManifestTools(Path directory) {
  /** The variable that names the directory. */
  static final String VARIABLE = "MANIFEST_TOOLS";

  private static final int LIMIT_SECONDS = 120;

  static Optional<ManifestTools> ofEnvironment() {
    return Optional.ofNullable(System.getenv(VARIABLE))
        .filter(text -> !text.isEmpty())
        .map(Path::of)
        .filter(path -> Files.exists(path.resolve("complete")))
        .map(ManifestTools::new);
  }

  /** The objects that a directory with a kustomization describes; fails if kustomize does. */
  String render(Path kustomization) throws Exception {
    String program = directory.resolve("kustomize").toString();
    Result result = run(List.of(program, "build", kustomization.toString()));
    if (result.exit() != 0) {
      throw new AssertionError("kustomize build " + kustomization + ": " + result.errors());
    }
    return result.output();
  }

  /** What is wrong with rendered files, a line each, which begins with the file. */
  List<String> faults(List<Path> files) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(directory.resolve("venv/bin/python").toString());
    command.add(".ci/manifests/validate.py");
    command.add(directory.resolve("crds").toString());
    files.forEach(file -> command.add(file.toString()));
    Result result = run(command);
    List<String> lines = result.output().lines().toList();
    if (result.exit() != (lines.isEmpty() ? 0 : 1)) {
      throw new AssertionError("validate.py: " + result.exit() + " " + result.errors());
    }
    return lines;
  }

  private record Result(int exit, String output, String errors) {}

  private static Result run(List<String> command) throws Exception {
    Path output = Files.createTempFile("manifests", ".out");
    Path errors = Files.createTempFile("manifests", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly().onExit().join();
      String said = Files.readString(errors);
      if (!ended) {
        throw new AssertionError(command + " did not end: " + said);
      }
      return new Result(process.exitValue(), Files.readString(output), said);
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }
}
