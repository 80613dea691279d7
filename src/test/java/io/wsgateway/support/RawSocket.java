package io.wsgateway.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A WebSocket client that does what it is told, right or wrong: one blocking TCP socket, and bytes.
 * Reads fail after {@link #TIMEOUT_MILLIS}.
 */
public final class RawSocket implements AutoCloseable {
  public static final int TIMEOUT_MILLIS = 20_000;

  public static final int CONTINUATION = 0;
  public static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;

  /** A frame as it came. */
  public static final class Frame {
    private final int first;
    private final boolean masked;
    private final byte[] payload;

    private Frame(int first, boolean masked, byte[] payload) {
      this.first = first;
      this.masked = masked;
      this.payload = payload;
    }

    public boolean fin() {
      return (first & 0x80) != 0;
    }

    public int rsv() {
      return (first >>> 4) & 7;
    }

    public int opcode() {
      return first & 0x0F;
    }

    public boolean masked() {
      return masked;
    }

    public byte[] payload() {
      return payload;
    }

    public String text() {
      return new String(payload, UTF_8);
    }

    /** The code of a close frame, 1005 if it has none. */
    public int closeCode() {
      return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
    }

    public String closeReason() {
      return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, UTF_8);
    }

    @Override
    public String toString() {
      return opcode() == CLOSE
          ? "close " + closeCode() + " " + closeReason()
          : "opcode " + opcode() + " with " + payload.length + " bytes";
    }
  }

  private final Socket socket;
  private final DataInputStream in;

  private RawSocket(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /** A TCP connection and nothing else. */
  public static RawSocket tcp(int port) {
    return tcp(port, 0);
  }

  /** A TCP connection with a small receive buffer, so that not reading is noticed soon. */
  public static RawSocket tcp(int port, int receiveBytes) {
    try {
      Socket socket = new Socket();
      if (receiveBytes > 0) {
        socket.setReceiveBufferSize(receiveBytes);
      }
      return connect(socket, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A TCP connection from one of this machine's addresses. */
  public static RawSocket tcpFrom(InetAddress source, int port) {
    try {
      Socket socket = new Socket();
      socket.bind(new InetSocketAddress(source, 0));
      return connect(socket, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Over a connection that stands, TLS for example. */
  public static RawSocket over(Socket connected) {
    try {
      return new RawSocket(connected);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RawSocket connect(Socket socket, int port) throws IOException {
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    return new RawSocket(socket);
  }

  /** A WebSocket: fails unless the answer is 101. */
  public static RawSocket open(int port, String path) {
    return open(port, path, 0);
  }

  /** A WebSocket with a small receive buffer. */
  public static RawSocket open(int port, String path, int receiveBytes) {
    return tcp(port, receiveBytes).upgrade(port, path);
  }

  /** Becomes a WebSocket: fails unless the answer is 101. */
  public RawSocket upgrade(int port, String path) {
    send(handshake(port, path));
    String head = readHead();
    if (!head.startsWith("HTTP/1.1 101 ")) {
      throw new IllegalStateException("no upgrade: " + head);
    }
    return this;
  }

  /** A correct upgrade request. */
  public static byte[] handshake(int port, String path, String... headers) {
    StringBuilder text = new StringBuilder();
    text.append("GET ").append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1:").append(port);
    text.append("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n");
    text.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    return text.append("\r\n").toString().getBytes(ISO_8859_1);
  }

  /** One frame with every field free; the length is written minimally. */
  public static byte[] frame(boolean fin, int rsv, int opcode, boolean masked, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write((fin ? 0x80 : 0) | (rsv << 4) | opcode);
    int mask = masked ? 0x80 : 0;
    if (payload.length <= 125) {
      out.write(mask | payload.length);
    } else if (payload.length <= 0xFFFF) {
      out.write(mask | 126);
      out.write(payload.length >>> 8);
      out.write(payload.length);
    } else {
      out.write(mask | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) payload.length >>> shift));
      }
    }
    byte[] body = payload.clone();
    if (masked) {
      byte[] key = new byte[4];
      ThreadLocalRandom.current().nextBytes(key);
      out.writeBytes(key);
      for (int i = 0; i < body.length; i++) {
        body[i] ^= key[i & 3];
      }
    }
    out.writeBytes(body);
    return out.toByteArray();
  }

  /** A correct client frame. */
  public static byte[] frame(int opcode, byte[] payload) {
    return frame(true, 0, opcode, true, payload);
  }

  /** The payload of a close frame. */
  public static byte[] closeBody(int code, String reason) {
    byte[] text = reason.getBytes(UTF_8);
    byte[] body = new byte[2 + text.length];
    body[0] = (byte) (code >>> 8);
    body[1] = (byte) code;
    System.arraycopy(text, 0, body, 2, text.length);
    return body;
  }

  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** Sends bytes; an end of the connection by the peer is not an error here. */
  public RawSocket send(byte[]... parts) {
    try {
      socket.getOutputStream().write(parts.length == 1 ? parts[0] : join(parts));
      socket.getOutputStream().flush();
    } catch (SocketException gone) {
      // What the peer said last can still be read.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  public RawSocket sendText(String text) {
    return send(frame(TEXT, text.getBytes(UTF_8)));
  }

  public RawSocket sendClose(int code, String reason) {
    return send(frame(CLOSE, closeBody(code, reason)));
  }

  /** The answer's head, to its empty line. */
  public String readHead() {
    try {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int b = in.read();
        if (b < 0) {
          return head.toString();
        }
        head.append((char) b);
      }
      return head.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next frame; null at the end of the connection. */
  public Frame read() {
    try {
      int first = in.read();
      if (first < 0) {
        return null;
      }
      int second = in.readUnsignedByte();
      int seven = second & 0x7F;
      long length = seven == 126 ? in.readUnsignedShort() : seven == 127 ? in.readLong() : seven;
      byte[] payload = new byte[Math.toIntExact(length)];
      in.readFully(payload);
      return new Frame(first, (second & 0x80) != 0, payload);
    } catch (EOFException | SocketException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next frame that is neither ping nor pong. */
  public Frame readData() {
    Frame frame = read();
    while (frame != null && (frame.opcode() == PING || frame.opcode() == PONG)) {
      frame = read();
    }
    return frame;
  }

  /** The text of the next data frame; fails for any other. */
  public String readText() {
    Frame frame = readData();
    if (frame == null || frame.opcode() != TEXT) {
      throw new IllegalStateException("no text but " + frame);
    }
    return frame.text();
  }

  /** Skips to the close frame; null if TCP ended without one. */
  public Frame readClose() {
    Frame frame = read();
    while (frame != null && frame.opcode() != CLOSE) {
      frame = read();
    }
    return frame;
  }

  /** Whether TCP ends before anything else comes. */
  public boolean readEnd() {
    try {
      return in.read() < 0;
    } catch (SocketException reset) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether TCP has ended by now; reads away what came before. */
  public boolean hasEnded() {
    timeout(1);
    try {
      return readToEnd() >= 0;
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof SocketTimeoutException) {
        return false;
      }
      throw e;
    } finally {
      timeout(TIMEOUT_MILLIS);
    }
  }

  /** The next byte; -1 at the end. */
  public int readByte() {
    try {
      return in.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads until TCP ends, and counts the bytes. */
  public int readToEnd() {
    int bytes = 0;
    while (!readEnd()) {
      bytes++;
    }
    return bytes;
  }

  /** Sends text and waits for the same text. */
  public boolean echoes(String text) {
    sendText(text);
    Frame frame = readData();
    return frame != null && Arrays.equals(frame.payload(), text.getBytes(UTF_8));
  }

  public void timeout(int millis) {
    try {
      socket.setSoTimeout(millis);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends TCP with a reset instead of a FIN. */
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends FIN, and still reads. */
  public void shutdownOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int localPort() {
    return socket.getLocalPort();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
