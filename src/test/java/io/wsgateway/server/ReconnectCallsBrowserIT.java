package io.wsgateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What callers hand to reconnect.js, and the WebSocket of Node's {@code ws} under it. */
final class ReconnectCallsBrowserIT extends ReconnectFixture {
  /**
   * A WebSocket as {@code ws} has it: an EventEmitter, in which an error without a listener is
   * thrown, and for which closing an attempt is an error.
   */
  private static final String NODES_WS =
      """
      () => {
        const Native = WebSocket;
        window.thrown = [];
        window.WebSocket = class {
          constructor(url, protocols) {
            const socket = (this.native = new Native(url, protocols));
            socket.onopen = (e) => this.onopen?.(e);
            socket.onmessage = (e) => this.onmessage?.(e);
            socket.onerror = () => this.emitError("connect ECONNREFUSED");
            socket.onclose = (e) => this.onclose?.(e);
          }
          emitError(message) {
            if (this.onerror) this.onerror(new ErrorEvent("error", { message }));
            else window.thrown.push(message);
          }
          get readyState() { return this.native.readyState; }
          get bufferedAmount() { return this.native.bufferedAmount; }
          get protocol() { return this.native.protocol; }
          set binaryType(type) { this.native.binaryType = type; }
          send(data) { this.native.send(data); }
          close(code, reason) {
            if (this.readyState === 0) {
              const message = "WebSocket was closed before the connection was established";
              queueMicrotask(() => this.emitError(message));
            }
            this.native.close(code, reason);
          }
        };
      }
      """;

  @Test
  void aLongReasonIsCutBetweenCharactersAndTheSocketCloses() {
    CompletableFuture<String> heard = closeHeard();
    open("{}");
    until("open", 1);
    page.evaluate("() => s.close(4001, 'x' + '€'.repeat(50))");
    await().until(heard::isDone);
    assertThat(heard.join()).as("1 + 40 * 3 bytes").isEqualTo("4001 x" + "€".repeat(40));
    assertThat(log("closed").get(0).getString("reason")).isEqualTo("x" + "€".repeat(40));
    assertThat(page.evaluate("() => s.state")).isEqualTo("closed");
  }

  @Test
  void bytesThatWaitAreThoseThatWereHandedOver() {
    open("{}");
    until("open", 1);
    whenItWaits(
        """
        const bytes = new Uint8Array([9, 1, 2, 9]);
        s.send(bytes.subarray(1, 3));
        s.send(bytes.buffer);
        s.send(new DataView(bytes.buffer, 2));
        bytes.fill(0);
        """);
    server.closeAll(1012, "retry-ms=1");
    until("message", 3);
    assertThat(
            page.evaluate(
                "() => log.filter((e) => e.type === 'message')"
                    + ".map((e) => new Uint8Array(e.data).join(' '))"))
        .isEqualTo(List.of("1 2", "9 1 2 9", "2 9"));
  }

  @Test
  void whatIsNeitherTextNorBytesIsSentAsItsText() {
    open("{}");
    page.evaluate("() => { s.send(null); s.send(undefined); }"); // kept, as it is not open yet
    until("message", 2);
    page.evaluate("() => { s.send(null); s.send(7); s.send({}); s.send(new Blob(['bytes'])); }");
    until("message", 6);
    assertThat(server.received())
        .containsExactly("null", "undefined", "null", "7", "[object Object]");
  }

  @Test
  void oneProtocolMayStandWithoutItsList() {
    open("/ws", "{\"protocols\": \"v1\"}", new String[] {"token"});
    until("open", 1);
    assertThat(server.attempts().get(0).protocols()).isEqualTo("bearer, token, v1");
  }

  @Test
  void anOptionThatIsUndefinedHasItsDefault() {
    server.script((socket, number) -> close(socket, 1011, ""));
    page.evaluate(
        """
        async () => {
          const { ReconnectingSocket } = await import("/client/reconnect.js");
          window.log = [];
          window.s = new ReconnectingSocket("/ws", { protocols: undefined, minDelay: undefined });
          s.addEventListener("waiting", (e) => log.push({ type: e.type, delay: e.delay }));
        }
        """);
    until("waiting", 1);
    assertThat(log("waiting").get(0).getInteger("delay")).isBetween(500, 1000);
    assertThat(server.attempts().get(0).protocols()).isNull();
  }

  @Test
  void anAttemptThatFailsOrIsClosedThrowsNothingWithNodesWs() {
    page.evaluate(NODES_WS);
    page.evaluate("() => import('/client/reconnect.js').then(() => 0)"); // while it can be loaded
    server.stop();
    open("{\"minDelay\": 10, \"maxDelay\": 40}");
    until("waiting", 2);
    server.start();
    until("open", 1);
    page.evaluate("() => { s.reconnect(); s.reconnect(); s.send('hello'); }");
    until("message", 1);
    page.evaluate("() => { s.reconnect(); s.close(); }");
    until("closed", 1);
    page.evaluate("() => new Promise((done) => setTimeout(done))"); // behind what it might throw
    assertThat(page.evaluate("() => thrown")).isEqualTo(List.of());
  }

  private CompletableFuture<String> closeHeard() {
    CompletableFuture<String> heard = new CompletableFuture<>();
    server.script(
        (socket, number) ->
            socket.closeHandler(
                v -> heard.complete(socket.closeStatusCode() + " " + socket.closeReason())));
    return heard;
  }
}
