package io.wsgateway.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the code blocks as a reader does, as they stand, and compares what they print with what the
 * page shows. Each group of a page has a network of its own, so that the documented ports are free.
 * The system property {@code docs.page} chooses pages by a part of their path.
 */
final class CodeBlocksIT {
  private static final List<String> NETWORK =
      List.of("unshare", "-rn", "--pid", "--fork", "--kill-child", "--mount-proc");
  private static final int LIMIT_SECONDS = 300;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path directory;

  @TestFactory
  Stream<DynamicTest> everyGroupOfBlocksRunsAsThePageShows() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : Pages.all()) {
      if (!page.toString().contains(System.getProperty("docs.page", ""))) {
        continue;
      }
      List<CodeBlock> blocks = Pages.blocks(page);
      Set<String> groups = new LinkedHashSet<>(blocks.stream().map(CodeBlock::group).toList());
      groups.remove("");
      for (String group : groups) {
        tests.add(DynamicTest.dynamicTest(page + " " + group, () -> run(page, group, blocks)));
      }
    }
    return tests.stream();
  }

  private static void run(Path page, String group, List<CodeBlock> blocks) throws Exception {
    assumeNetwork();
    Path work =
        Files.createDirectory(directory.resolve(page.toString().replace('/', '-') + "-" + group));
    List<Step> steps = Step.of(group, blocks);
    List<String> log = Step.log(group, blocks);
    Path script = new GroupScript(work).write(group, steps, !log.isEmpty());
    Path messages = work.resolve("messages");
    List<String> line = new ArrayList<>(NETWORK);
    line.addAll(List.of("bash", script.toString()));
    Process process =
        new ProcessBuilder(line)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(messages.toFile())
            .start();
    boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    assertThat(ended).as("ended: %s", Files.readString(messages)).isTrue();
    judge(work, steps, log);
  }

  private static void judge(Path work, List<Step> steps, List<String> log) throws IOException {
    StringBuilder all = new StringBuilder(text(work.resolve("gateway.out")));
    String skipped = "";
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (Files.exists(work.resolve(i + ".skip"))) {
        skipped = text(work.resolve(i + ".skip")).strip();
        continue;
      }
      String output = text(work.resolve(i + ".out"));
      all.append(output);
      CodeBlock block = step.block();
      assertThat(text(work.resolve(i + ".rc")).strip())
          .as("the exit code of %s, which printed:%n%s", block.place(), output)
          .matches(block.fails() ? "[1-9]\\d*" : "0");
      assertThat(Step.missing(step.output(), output))
          .as("what the page shows of %s, which printed:%n%s", block.place(), output)
          .isEmpty();
    }
    assertThat(Step.missing(log, all.toString())).as("the log of %s", all).isEmpty();
    assumeTrue(skipped.isEmpty(), "blocks were left out, since there is no " + skipped);
  }

  private static String text(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private static void assumeNetwork() throws Exception {
    List<String> line = new ArrayList<>(NETWORK);
    line.addAll(List.of("ip", "link", "set", "lo", "up"));
    int exit;
    try {
      exit = new ProcessBuilder(line).redirectErrorStream(true).start().waitFor();
    } catch (IOException e) {
      exit = 127;
    }
    assumeTrue(exit == 0, "code blocks need unshare and ip, and a kernel that lets us use them");
  }
}
