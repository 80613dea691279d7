package io.wsgateway.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class NetworkNamespacesTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int PORT = 7000;

  @BeforeEach
  void needsRoot() {
    Optional<String> obstacle = NetworkNamespaces.obstacle();
    assumeTrue(obstacle.isEmpty(), () -> obstacle.orElseThrow());
  }

  @Test
  void twoThatAreCutDoNotHearEachOtherAndTheThirdHearsBoth() throws Exception {
    try (NetworkNamespaces three = NetworkNamespaces.of(3)) {
      three.cut(0, 1);
      assertThat(connects(three, 0, 1)).isFalse();
      assertThat(connects(three, 1, 0)).isFalse();
      assertThat(connects(three, 0, 2)).isTrue();
      assertThat(connects(three, 2, 1)).isTrue();

      three.heal(0, 1);
      assertThat(connects(three, 0, 1)).isTrue();
    }
  }

  @Test
  void nothingIsLeftNotEvenWhatRunsThere() throws Exception {
    Process sleeper;
    try (NetworkNamespaces one = NetworkNamespaces.of(1)) {
      sleeper = new ProcessBuilder(one.command(0, List.of("sleep", "60"))).start();
      await().atMost(LIMIT).until(() -> Files.exists(name("0")));
    }
    assertThat(sleeper.onExit()).succeedsWithin(LIMIT);
    assertThat(name("0")).doesNotExist();
    assertThat(name("hub")).doesNotExist();
    assertThat(Path.of("/sys/class/net", "wsg" + ProcessHandle.current().pid())).doesNotExist();
  }

  @Test
  void whatAKilledProcessLeftIsRemoved() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    String left = "wsg" + dead.pid() + "-0";
    assertThat(new ProcessBuilder("ip", "netns", "add", left).start().waitFor()).isZero();
    NetworkNamespaces.of(1).close();
    assertThat(Path.of("/var/run/netns", left)).doesNotExist();
  }

  private static Path name(String which) {
    return Path.of("/var/run/netns", "wsg" + ProcessHandle.current().pid() + "-" + which);
  }

  /** Whether the one gets an answer of the other's kernel, which refuses, within a second. */
  private static boolean connects(NetworkNamespaces all, int from, int to)
      throws IOException, InterruptedException {
    String script =
        "timeout 1 bash -c 'echo > /dev/tcp/%s/%d'; test $? -ne 124".formatted(all.host(to), PORT);
    return new ProcessBuilder(all.command(from, List.of("bash", "-c", script))).start().waitFor()
        == 0;
  }
}
