package io.wsgateway.toy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.wsgateway.support.RawSocket;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A client of a chunked response: one blocking socket, read line by line when it is asked to. */
final class StreamListener implements AutoCloseable {
  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final Deque<String> lines = new ArrayDeque<>();

  /** With a receive buffer of that size; 0: the system's. */
  StreamListener(int port, String target, int receiveBytes) throws IOException {
    if (receiveBytes > 0) {
      socket.setReceiveBufferSize(receiveBytes);
    }
    socket.setSoTimeout(RawSocket.TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    String request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    List<String> head = List.of(head().split("\r\n"));
    if (!head.get(0).equals("HTTP/1.1 200 OK") || !head.contains("transfer-encoding: chunked")) {
      throw new IOException("no stream: " + head);
    }
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    String line = crlfLine();
    while (!line.isEmpty()) {
      head.append(line).append("\r\n");
      line = crlfLine();
    }
    return head.toString();
  }

  private String crlfLine() throws IOException {
    StringBuilder line = new StringBuilder();
    int next = in.readUnsignedByte();
    while (next != '\n') {
      if (next != '\r') {
        line.append((char) next);
      }
      next = in.readUnsignedByte();
    }
    return line.toString();
  }

  /** The next line that is no ping; fails with {@link EOFException} behind the last chunk. */
  String next() throws IOException {
    String line = line();
    while (line.equals(ToyProtocol.PING)) {
      line = line();
    }
    return line;
  }

  /** The next line, which may be a ping. */
  String line() throws IOException {
    if (lines.isEmpty()) {
      byte[] chunk = new byte[Integer.parseInt(crlfLine(), 16)];
      in.readFully(chunk);
      crlfLine();
      if (chunk.length == 0) {
        throw new EOFException("the response has ended");
      }
      new String(chunk, UTF_8).lines().forEach(lines::add);
    }
    return lines.remove();
  }

  /** Whether TCP has ended, too. */
  boolean isClosed() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
