package io.wsgateway.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The clients of a {@link WarmUp}: each round, some connect together, receive what one of them
 * publishes, and leave with a close handshake. Blocks its thread until the deadline at most.
 */
final class WarmClients {
  /** Few enough for a process that may open few files. */
  private static final int TOGETHER = 32;

  private static final int MESSAGES = 4;

  /** The payload of a message; the mask is 0, so that it stands in the frame as it is. */
  private static final String PAYLOAD = "{\"warm\": \"up\"}";

  private static final byte[] MESSAGE = frame(0x81, PAYLOAD);

  /** A close frame with code 1000. */
  private static final byte[] CLOSE = frame(0x88, "\u0003\u00e8");

  /** What a client receives of all messages: frames from a server have no mask. */
  private static final int RECEIVED = MESSAGES * (2 + PAYLOAD.length());

  private final InetSocketAddress server;
  private final List<byte[]> requests;
  private final long deadlineNanos;
  private final byte[] answer = new byte[1000];
  private int upgrades;

  /** Makes clients of a port of loopback. */
  WarmClients(int port, long deadlineNanos) {
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.deadlineNanos = deadlineNanos;
    String host = "127.0.0.1:" + port;
    this.requests =
        List.of(
            request(host, "Origin: http://" + host + "\r\n"),
            request(host, ""),
            request(host, "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n"));
  }

  private static byte[] request(String host, String more) {
    return ("GET "
            + WarmServer.PATH
            + " HTTP/1.1\r\nHost: "
            + host
            + "\r\nUser-Agent: Mozilla/5.0\r\nAccept-Encoding: gzip, deflate\r\n"
            + more
            + "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n")
        .getBytes(ISO_8859_1);
  }

  private static byte[] frame(int head, String payload) {
    byte[] bytes = ("\0\0\0\0\0\0" + payload).getBytes(ISO_8859_1);
    bytes[0] = (byte) head;
    bytes[1] = (byte) (0x80 | payload.length());
    return bytes;
  }

  /**
   * Runs rounds until the deadline, until there were {@code most} upgrades, or while {@code
   * stopped} is false.
   *
   * @return the number of upgrades
   * @throws IOException if the server does not answer as expected
   */
  int run(int most, BooleanSupplier stopped) throws IOException {
    while (upgrades < most && millisLeft() > 0 && !stopped.getAsBoolean()) {
      round();
    }
    return upgrades;
  }

  private void round() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < TOGETHER; i++) {
        sockets.add(connect(requests.get(i % requests.size())));
      }
      for (Socket socket : sockets) {
        expectUpgrade(socket.getInputStream());
        upgrades++;
      }
      for (int i = 0; i < MESSAGES; i++) {
        sockets.get(i).getOutputStream().write(MESSAGE);
      }
      for (Socket socket : sockets) {
        expect(socket.getInputStream().readNBytes(RECEIVED).length == RECEIVED);
        socket.getOutputStream().write(CLOSE);
      }
      for (Socket socket : sockets) {
        while (socket.getInputStream().read(answer) >= 0) {}
      }
    } catch (SocketTimeoutException e) {
      // The end of the time is the usual end on a busy machine.
      if (millisLeft() > 0) {
        throw e;
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private Socket connect(byte[] request) throws IOException {
    Socket socket = new Socket();
    // With a reset, no port stays in TIME_WAIT.
    socket.setSoLinger(true, 0);
    socket.setTcpNoDelay(true);
    int left = Math.max(1, (int) millisLeft());
    socket.setSoTimeout(left);
    socket.connect(server, left);
    socket.getOutputStream().write(request);
    return socket;
  }

  private void expectUpgrade(InputStream in) throws IOException {
    // Nothing follows the response before all clients have theirs, so that it may be read in
    // pieces.
    int length = 0;
    String head;
    do {
      int read = in.read(answer, length, answer.length - length);
      expect(read > 0);
      length += read;
      head = new String(answer, 0, length, ISO_8859_1);
    } while (!head.endsWith("\r\n\r\n"));
    expect(head.startsWith("HTTP/1.1 101 "));
  }

  private static void expect(boolean met) throws IOException {
    if (!met) {
      throw new IOException("an unexpected answer to a warm-up client");
    }
  }

  private long millisLeft() {
    return TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
  }
}
