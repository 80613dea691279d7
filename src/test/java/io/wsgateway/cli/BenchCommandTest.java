package io.wsgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          flood ws://127.0.0.1:1/            | "flood" is not a scenario; use one of [fanout, mesh, connect, idle, open, storm].
          fanout http://127.0.0.1/           | "http://127.0.0.1/" is not an address like ws://127.0.0.1:8080/ws.
          fanout ws://127.0.0.1/ --ca README.md  | --ca needs a target that begins with wss://.
          connect ws://127.0.0.1/ --resume       | --resume needs a target that begins with wss://.
          fanout wss://127.0.0.1/ --resume       | --resume has no effect with fanout.
          fanout wss://127.0.0.1/ --ca README.md | No certificates can be read from README.md.
          fanout ws://192.0.2.1/             | 192.0.2.1 is another machine; add --allow-remote if you may put it under load.
          fanout ws://127.0.0.1/ --rate 0    | --rate must be above 0: fanout runs at a fixed rate.
          fanout ws://127.0.0.1/ --rate -1   | --rate must be between 0 and 1000000.
          fanout ws://127.0.0.1/ --rate NaN  | --rate must be between 0 and 1000000.
          fanout ws://127.0.0.1/ --size 10   | --size must be between 38 and 262144.
          fanout ws://127.0.0.1/ --seconds 0 | --seconds must be between 1 and 3600.
          fanout ws://127.0.0.1/ --stalled 1000 | --stalled must be between 0 and 999.
          fanout ws://127.0.0.1/ --rate 1000000 --seconds 60 | The rate and the time result in more than 50000000 messages; lower one of them.
          fanout ws://127.0.0.1/ --window 10000 --size 10000 | --window times --size may be up to 16777216 bytes.
          fanout ws://[::1]/ --sources 2     | --sources needs a target in 127.0.0.0/8.
          mesh ws://127.0.0.1/ --connections 5000 | A mesh may have up to 4000 connections, so that each can be checked.
          idle ws://127.0.0.1/ --rate 5      | --rate has no effect with idle.
          open ws://127.0.0.1/ --seconds 5   | --seconds has no effect with open.
          idle ws://127.0.0.1/ --gc          | --gc needs --server-pid.
          mesh ws://127.0.0.1/ --transport sse  | --transport has no effect with mesh.
          fanout ws://127.0.0.1/ --transport x  | --transport must be one of [websocket, sse], not "x".
          fanout ws://127.0.0.1/ --header x  | --header must be like "Authorization: Bearer abc".
          """)
  void whatCannotBeRunIsRefusedInOneSentence(String arguments, String sentence) {
    assertThat(run(arguments.split(" ", -1))).isEqualTo(2);
    assertThat(err.toString()).isEqualToIgnoringNewLines(sentence);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void helpNamesEveryScenario() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("fanout", "mesh", "connect", "idle", "open", "storm");
  }

  private int run(String... arguments) {
    CommandLine commandLine = new CommandLine(new BenchCommand());
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }
}
