package io.wsgateway.deploy;

import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The instructions of the Dockerfile's last stage, which is the image. */
record Dockerfile(List<String> instructions) {
  static Dockerfile read() {
    try {
      String text =
          Files.readString(Path.of("Dockerfile"))
              .replaceAll("(?m)^\\s*#.*\n", "")
              .replaceAll("\\\\\n\\s*", " ");
      List<String> lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
      int stage = 0;
      for (int i = 0; i < lines.size(); i++) {
        stage = lines.get(i).startsWith("FROM ") ? i : stage;
      }
      return new Dockerfile(lines.subList(stage, lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What follows the last instruction of a name. */
  String last(String instruction) {
    return instructions.stream()
        .filter(line -> line.startsWith(instruction + " "))
        .reduce((first, second) -> second)
        .orElseThrow()
        .substring(instruction.length())
        .strip();
  }

  /** The variables that the image sets. */
  Map<String, String> environment() {
    return instructions.stream()
        .filter(line -> line.startsWith("ENV "))
        .flatMap(line -> Stream.of(line.substring(4).strip().split(" +")))
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  /** The words of an instruction in exec form; fails for the shell form. */
  List<String> words(String instruction) {
    return new JsonArray(last(instruction)).stream().map(String.class::cast).toList();
  }
}
