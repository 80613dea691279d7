import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The floor under any Java server: what one read brings is framed once, and written to every socket
 * in a bare loop. No queues, limits, checks or liveness, so nothing to use in earnest: a socket that
 * does not take all of it is closed.
 */
public final class NioServer {
  private static final int BUFFER = 1 << 20;

  private final Selector selector = Selector.open();
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
  private final List<SocketChannel> clients = new ArrayList<>();

  private NioServer() throws IOException {}

  public static void main(String[] args) throws Exception {
    new NioServer().run(Integer.parseInt(args[0]));
  }

  private void run(int port) throws Exception {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4096);
    server.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
    System.out.println("listening on " + server.socket().getLocalPort());
    while (true) {
      selector.select(
          key -> {
            try {
              if (key.isAcceptable()) {
                SocketChannel client = server.accept();
                client.configureBlocking(false);
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                client.register(selector, SelectionKey.OP_READ);
              } else {
                read(key);
              }
            } catch (IOException e) {
              end((SocketChannel) key.channel());
            }
          });
    }
  }

  private void read(SelectionKey key) throws IOException {
    SocketChannel client = (SocketChannel) key.channel();
    in.clear();
    ByteBuffer rest = (ByteBuffer) key.attachment();
    if (rest != null) {
      in.put(rest);
      key.attach(null);
    }
    if (client.read(in) < 0) {
      end(client);
      return;
    }
    in.flip();
    if (!clients.contains(client) && !upgrade(client)) {
      keep(key);
      return;
    }
    out.clear();
    boolean open = true;
    while (open && in.remaining() >= 2) {
      int start = in.position();
      int opcode = in.get() & 15;
      int length = in.get() & 127;
      if (length == 126 && in.remaining() >= 2) {
        length = in.getShort() & 0xffff;
      } else if (length >= 126) {
        in.position(start);
        break;
      }
      if (in.remaining() < 4 + length) {
        in.position(start);
        break;
      }
      int mask = in.getInt();
      if (opcode == 8) {
        open = false;
        client.write(ByteBuffer.wrap(new byte[] {(byte) 0x88, 2, 3, (byte) 232}));
      }
      if (opcode == 1 || opcode == 2) {
        out.put((byte) (0x80 | opcode));
        if (length <= 125) {
          out.put((byte) length);
        } else {
          out.put((byte) 126).putShort((short) length);
        }
      }
      for (int i = 0; i < length; i++) {
        byte b = (byte) (in.get() ^ mask >> (24 - 8 * (i & 3)));
        if (opcode == 1 || opcode == 2) {
          out.put(b);
        }
      }
    }
    keep(key);
    broadcast();
    if (!open) {
      end(client);
    }
  }

  private void broadcast() throws IOException {
    out.flip();
    if (!out.hasRemaining()) {
      return;
    }
    for (int i = clients.size() - 1; i >= 0; i--) {
      SocketChannel client = clients.get(i);
      out.rewind();
      try {
        client.write(out);
      } catch (IOException e) {
        end(client);
      }
      if (out.hasRemaining()) {
        end(client);
      }
    }
  }

  private boolean upgrade(SocketChannel client) throws IOException {
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    String request = new String(bytes, StandardCharsets.ISO_8859_1);
    in.rewind();
    if (!request.contains("\r\n\r\n")) {
      return false;
    }
    in.position(request.indexOf("\r\n\r\n") + 4);
    String key = request.replaceFirst("(?is).*\r\nsec-websocket-key: *([^\r]*)\r\n.*", "$1");
    String accept;
    try {
      accept =
          Base64.getEncoder()
              .encodeToString(
                  MessageDigest.getInstance("SHA-1")
                      .digest(
                          (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                              .getBytes(StandardCharsets.ISO_8859_1)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    client.write(
        ByteBuffer.wrap(
            ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: "
                    + accept
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1)));
    clients.add(client);
    return true;
  }

  private void keep(SelectionKey key) {
    if (in.hasRemaining()) {
      key.attach(ByteBuffer.allocate(in.remaining()).put(in).flip());
    }
  }

  private void end(SocketChannel client) {
    clients.remove(client);
    try {
      client.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
