package io.wsgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.wsgateway.support.PlainClient;
import io.wsgateway.support.RunningGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the usual WebSocket tutorials promise, with the shipped files and the JDK's client. */
final class TutorialsIT {
  private static final Path EXAMPLES = Path.of("config/examples");

  private static RunningGateway example(String name) throws Exception {
    return RunningGateway.ofFile(EXAMPLES.resolve(name));
  }

  @Test
  void greetsAndAnswersEveryMessage() throws Exception {
    try (RunningGateway gateway = example("greet-and-echo.yaml");
        PlainClient client = PlainClient.connect(gateway.ws("/"))) {
      assertThat(client.next()).isEqualTo("Welcome to the WebSocket server!");
      for (String message : List.of("hello", "", "{message}", "<b>ü €</b>")) {
        client.send(message);
        assertThat(client.next()).isEqualTo("Server received: " + message);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "hello-from-server.yaml, /websockets/, Hello from server",
    "ho.yaml, /, ho!",
    "message-from-server.yaml, /, Message From Server"
  })
  void greets(String file, String path, String welcome) throws Exception {
    try (RunningGateway gateway = example(file);
        PlainClient client = PlainClient.connect(gateway.ws(path))) {
      client.send("whatever");
      assertThat(client.next()).isEqualTo(welcome);
      // The answer to a close comes behind whatever else would.
      client.close(1000, "");
      assertThat(client.closed()).startsWith("1000");
      assertThat(client.hasMore()).isFalse();
    }
  }

  @Test
  void quotesTheMessage() throws Exception {
    try (RunningGateway gateway = example("quoted-reply.yaml");
        PlainClient client = PlainClient.connect(gateway.ws("/"))) {
      client.send("hi");
      assertThat(client.next()).isEqualTo("Server received your message: \"hi\"");
    }
  }

  @Test
  void broadcastsEachMessageToEveryClientByteForByte() throws Exception {
    try (RunningGateway gateway = example("broadcast.yaml");
        PlainClient a = PlainClient.connect(gateway.ws("/"));
        PlainClient b = PlainClient.connect(gateway.ws("/"));
        PlainClient c = PlainClient.connect(gateway.ws("/"))) {
      String large = "ü€😀".repeat(6000);
      a.send("text");
      a.send(new byte[] {0, 1, (byte) 0xff});
      a.send("");
      a.send(new byte[0]);
      a.send(large);
      a.sendFragments("one ", "", "message");
      for (PlainClient client : List.of(a, b, c)) {
        assertThat(client.next()).isEqualTo("text");
        assertThat(client.next()).isEqualTo("binary:0001ff");
        assertThat(client.next()).isEmpty();
        assertThat(client.next()).isEqualTo("binary:");
        assertThat(client.next()).isEqualTo(large);
        assertThat(client.next()).isEqualTo("one message");
      }
    }
  }

  @Test
  void selectsTheFirstOfTheClientsSubprotocolsThatItSpeaks() throws Exception {
    try (RunningGateway gateway = example("subprotocols.yaml");
        PlainClient xmpp =
            PlainClient.connect(gateway.ws("/"), b -> b.subprotocols("other", "xmpp", "soap"));
        PlainClient soap = PlainClient.connect(gateway.ws("/"), b -> b.subprotocols("soap"));
        PlainClient none = PlainClient.connect(gateway.ws("/"))) {
      assertThat(xmpp.subprotocol()).isEqualTo("xmpp");
      assertThat(soap.subprotocol()).isEqualTo("soap");
      assertThat(none.subprotocol()).isEmpty();
    }
  }

  @Test
  void answersAClientsClose() throws Exception {
    try (RunningGateway gateway = example("ho.yaml");
        PlainClient client = PlainClient.connect(gateway.ws("/"))) {
      assertThat(client.next()).isEqualTo("ho!");
      client.close(4321, "enough \n of this");
      assertThat(client.closed()).startsWith("4321");
    }
  }

  @Test
  void roomsHearOnlyTheirOwn() throws Exception {
    try (RunningGateway gateway = example("rooms.yaml");
        PlainClient kitchen = PlainClient.connect(gateway.ws("/rooms/kitchen"));
        PlainClient same = PlainClient.connect(gateway.ws("/rooms/kitchen"));
        PlainClient garden = PlainClient.connect(gateway.ws("/rooms/garden"))) {
      kitchen.send("soup");
      garden.send("rain");
      assertThat(kitchen.next()).isEqualTo("soup");
      assertThat(same.next()).isEqualTo("soup");
      assertThat(garden.next()).isEqualTo("rain");
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleStarts(Path file) throws Exception {
    try (RunningGateway gateway = RunningGateway.ofFile(file)) {
      assertThat(gateway.management("/health/ready").statusCode()).isEqualTo(200);
    }
  }

  static List<Path> examples() throws Exception {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      // wss.yaml needs a certificate: TlsIT starts it with one.
      return files.filter(f -> !f.endsWith("wss.yaml")).sorted().toList();
    }
  }
}
