package io.wsgateway.app;

import io.vertx.core.json.JsonObject;
import io.wsgateway.support.RawSocket;
import io.wsgateway.support.RunningGateway;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One upgrade, asked about and really tried; both become the same kind of sentence.
 *
 * @param target path and query
 * @param headers as a client sends them, with {@code Host}
 */
record DoorCase(String target, Map<String, String> headers) {
  static DoorCase of(String target, String host) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Host", host);
    return new DoorCase(target, headers);
  }

  DoorCase with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new DoorCase(target, more);
  }

  /** What the API says. */
  JsonObject asked(RunningGateway node) throws Exception {
    JsonObject named = new JsonObject();
    headers.forEach(named::put);
    JsonObject question =
        new JsonObject().put("path", target).put("headers", named).put("remote", "127.0.0.1");
    return new JsonObject(node.api("explain", question.encode()).body()).getJsonObject("result");
  }

  static String sentence(JsonObject answer) {
    if (answer.getBoolean("allowed")) {
      return "in as " + answer.getString("user") + " on " + answer.getString("channel");
    }
    return answer.containsKey("code")
        ? close(answer.getInteger("code"), answer.getString("reason"))
        : answer.getInteger("status") + " " + answer.getString("check");
  }

  private static String close(int code, String reason) {
    return code + " " + reason.replaceFirst(" retry-ms=\\d+$", "");
  }

  /** What a socket gets; each endpoint welcomes with user and channel. */
  String tried(RunningGateway node) {
    int port = node.gateway().httpPort();
    try (RawSocket socket = RawSocket.tcp(port)) {
      StringBuilder head = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
      headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
      head.append("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n");
      head.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
      socket.send(head.toString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
      String answer = socket.readHead();
      if (!answer.startsWith("HTTP/1.1 101 ")) {
        StringBuilder body = new StringBuilder();
        for (int c = socket.readByte(); c >= 0; c = socket.readByte()) {
          body.append((char) c);
        }
        return answer.substring(9, 12) + " " + new JsonObject(body.toString()).getString("code");
      }
      RawSocket.Frame first = socket.readData();
      return first.opcode() == RawSocket.CLOSE
          ? close(first.closeCode(), first.closeReason())
          : first.text();
    }
  }
}
