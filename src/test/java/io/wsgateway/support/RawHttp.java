package io.wsgateway.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An HTTP client that sends exactly the bytes it is given, and reads to the end of TCP. */
public final class RawHttp {
  private RawHttp() {}

  /** All that came until the server closed. */
  public record Answer(String head, String body) {
    /** The status, or 0 when TCP ended without an answer. */
    public int status() {
      return head.startsWith("HTTP/1.") ? Integer.parseInt(head.substring(9, 12)) : 0;
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
          .map(line -> line.substring(start.length()).strip())
          .findFirst();
    }

    /** The {@code code} of the body. */
    public String code() {
      return new JsonObject(body).getString("code");
    }
  }

  /** Sends bytes and reads until the server closes; fails when it does not within 20 s. */
  public static Answer exchange(int port, String request) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(RawSocket.TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      try {
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      } catch (SocketException closedMeanwhile) {
        // What was answered before can still be read.
      }
      return split(readToEnd(socket.getInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A request with exactly these lines. */
  public static String request(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  /** The lines of a correct upgrade request, to be changed. */
  public static List<String> upgrade(String path) {
    return new ArrayList<>(
        List.of(
            "GET " + path + " HTTP/1.1",
            "Host: gw.test",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
  }

  private static String readToEnd(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    } catch (SocketException reset) {
      // An end too.
    }
    return out.toString(ISO_8859_1);
  }

  private static Answer split(String text) {
    int end = text.indexOf("\r\n\r\n");
    return end < 0
        ? new Answer(text, "")
        : new Answer(text.substring(0, end), text.substring(end + 4));
  }
}
