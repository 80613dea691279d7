package io.wsgateway.docs;

import io.wsgateway.kit.GatewayLauncher;
import io.wsgateway.kit.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a group of blocks as one Bash script, which runs them one after the other and keeps the
 * output and the exit code of each. {@code java … serve} goes on in the background once the gateway
 * is ready, as in the reader's other terminal; {@code mvn} does nothing, since the jar is built.
 */
final class GroupScript {
  private static final List<String> LINKS = List.of("config", "docs", "examples", "src");

  private static final String WITHOUT_GATEWAY = "check";

  private static final String PRELUDE =
      """
      ip link set lo up || exit 1
      ulimit -c 0
      gateways=()
      mvn() { :; }
      java() {
        set -- -Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC "$@"
        if [[ " $* " != *" serve "* ]]; then command java "$@"; return; fi
        local ready=$PWD/ready.${#gateways[@]}
        command java "$@" --set %s=%s --ready-file "$ready" &
        gateways+=($!)
        for ((i = 0; i < 900; i++)); do
          if [[ -s $ready ]]; then return; fi
          kill -0 "${gateways[-1]}" 2>/dev/null || return 1
          sleep 0.1
        done
        return 1
      }
      # Opens a page until its console says the last line, given as a pattern.
      browse() {
        local console=$PWD/console.$1
        chromium --headless --no-sandbox --disable-gpu --disable-background-networking \\
          --remote-debugging-port=0 --user-data-dir="$PWD/profile" --enable-logging=stderr \\
          "file://$PWD/$1" >"$console" 2>&1 &
        local browser=$!
        for ((i = 0; i < 300; i++)); do
          sed -n 's/.*CONSOLE[^"]*"\\(.*\\)", source: file:.*/\\1/p' "$console" >lines
          grep -qP -e "$2" lines && break
          sleep 0.1
        done
        cat lines
        grep -qP -e "$2" lines || tail -5 "$console"
        kill "$browser"
        wait "$browser" 2>/dev/null
        grep -qP -e "$2" lines
      }
      run() {
        failed=0
        trap 'failed=$?' ERR
        source "$PWD/$1.sh" >"$1.out" 2>&1 </dev/null
        trap - ERR
        echo "$failed" >"$1.rc"
      }
      """
          .formatted(Patience.KEY, Patience.MILLIS);

  private final Path directory;
  private final StringBuilder script = new StringBuilder(PRELUDE);

  /** In an empty directory. */
  GroupScript(Path directory) {
    this.directory = directory;
  }

  /**
   * Writes it; the steps are numbered from 0.
   *
   * @param logged whether the gateways' whole log is wanted: then they stop in order, at the end
   */
  Path write(String group, List<Step> steps, boolean logged) throws IOException {
    Path jar = Path.of(GatewayLauncher.jar()).toAbsolutePath();
    Files.createDirectory(directory.resolve("target"));
    link("target/ws-gateway.jar", jar);
    link("target/lib", jar.resolveSibling("lib"));
    for (String name : LINKS) {
      link(name, Path.of(name).toAbsolutePath());
    }
    if (!group.equals(WITHOUT_GATEWAY) && steps.stream().noneMatch(Step::serves)) {
      command("gateway", "java -jar target/ws-gateway.jar serve --config " + config(group));
    }
    for (int i = 0; i < steps.size(); i++) {
      step(Integer.toString(i), steps.get(i));
    }
    if (logged) {
      script.append("kill \"${gateways[@]}\"\nwait \"${gateways[@]}\"\n");
    }
    return Files.writeString(directory.resolve("script"), script);
  }

  private void link(String name, Path target) throws IOException {
    Files.createSymbolicLink(directory.resolve(name), target);
  }

  /** A group has the configuration of its name, or the demo's. */
  private static String config(String group) {
    return List.of("config/" + group + ".yaml", "config/examples/" + group + ".yaml").stream()
        .filter(file -> Files.exists(Path.of(file)))
        .findFirst()
        .orElse("config/demo.yaml");
  }

  private void step(String id, Step step) throws IOException {
    CodeBlock block = step.block();
    if (!block.file().isEmpty()) {
      Files.writeString(directory.resolve(id + ".file"), block.text());
      command(
          id, "mkdir -p \"$(dirname '%1$s')\"; cp %2$s.file '%1$s'".formatted(block.file(), id));
      return;
    }
    switch (block.language()) {
      case "python" -> tool(id, "python3", "python3", ".py", block.text());
      case "go" -> tool(id, "go", "go run", ".go", block.text());
      case "php" -> tool(id, "php", "php", ".php", php(block.text()));
      case "java" -> tool(id, "java", "java -cp 'target/lib/*'", ".java", block.text());
      case "js", "javascript" ->
          page(id, step, "<script type=\"module\">\n" + block.text() + "</script>\n");
      case "html" -> page(id, step, block.text());
      default -> shell(id, block);
    }
  }

  private void shell(String id, CodeBlock block) throws IOException {
    if (block.needs().isEmpty()) {
      command(id, block.text());
    } else {
      ifPresent(id, block.needs(), block.text());
    }
  }

  private static String php(String text) {
    return text.startsWith("<?php") ? text : "<?php\n" + text;
  }

  private void tool(String id, String tool, String command, String suffix, String text)
      throws IOException {
    Files.writeString(directory.resolve("block" + id + suffix), text);
    ifPresent(id, tool, command + " block" + id + suffix);
  }

  private void page(String id, Step step, String html) throws IOException {
    Files.writeString(directory.resolve(id + ".html"), "<!doctype html>\n" + html);
    List<String> output = step.output();
    String last = output.isEmpty() ? "." : Step.pattern(output.get(output.size() - 1));
    ifPresent(id, "chromium", "browse " + id + ".html '" + last.replace("'", "'\\''") + "'");
  }

  private void ifPresent(String id, String tool, String command) throws IOException {
    command(
        id,
        "if ! command -v "
            + tool
            + "; then echo "
            + tool
            + " >"
            + id
            + ".skip\nelse "
            + command
            + "\nfi\n");
  }

  private void command(String id, String text) throws IOException {
    Files.writeString(directory.resolve(id + ".sh"), text + "\n");
    script.append("run ").append(id).append('\n');
  }
}
