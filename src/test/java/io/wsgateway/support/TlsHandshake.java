package io.wsgateway.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** TLS with a server on this machine, whatever its certificate is. */
public final class TlsHandshake {
  private TlsHandshake() {}

  /** A socket whose handshake is done. */
  public static SSLSocket with(int port) throws IOException, GeneralSecurityException {
    return with(port, 0);
  }

  /** The same with a small receive buffer, unless it is 0. */
  public static SSLSocket with(int port, int receiveBytes)
      throws IOException, GeneralSecurityException {
    Socket plain = new Socket();
    if (receiveBytes > 0) {
      plain.setReceiveBufferSize(receiveBytes);
    }
    plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    plain.setSoTimeout(RawSocket.TIMEOUT_MILLIS);
    SSLSocket socket = layer(plain, port);
    socket.startHandshake();
    return socket;
  }

  /** A socket that is connected, and whose handshake is to begin. */
  public static SSLSocket begin(int port) throws IOException, GeneralSecurityException {
    return begin(port, new byte[0]);
  }

  /** The same, which sends some bytes first, as a balancer does. */
  public static SSLSocket begin(int port, byte[] first)
      throws IOException, GeneralSecurityException {
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
    plain.setSoTimeout(RawSocket.TIMEOUT_MILLIS);
    plain.getOutputStream().write(first);
    return layer(plain, port);
  }

  private static SSLSocket layer(Socket plain, int port)
      throws IOException, GeneralSecurityException {
    return (SSLSocket) trusting().getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
  }

  /** TLS over TCP that stands, and stays the caller's; the handshake is done. */
  public static SSLSocket over(Socket tcp) throws IOException, GeneralSecurityException {
    return over(tcp, "TLSv1.3");
  }

  /** The same in a version of one's choice. */
  public static SSLSocket over(Socket tcp, String version)
      throws IOException, GeneralSecurityException {
    SSLSocket socket =
        (SSLSocket)
            trusting().getSocketFactory().createSocket(tcp, "127.0.0.1", tcp.getPort(), false);
    socket.setSoTimeout(RawSocket.TIMEOUT_MILLIS);
    socket.setEnabledProtocols(new String[] {version});
    socket.startHandshake();
    return socket;
  }

  /** What a client says first, for who speaks no TLS. */
  public static byte[] clientHello() throws IOException, GeneralSecurityException {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine("gw.test", 443);
    engine.setUseClientMode(true);
    ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), out);
    return Arrays.copyOf(out.array(), out.position());
  }

  /** What believes every certificate. */
  public static SSLContext trusting() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustAll()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The certificate that a new connection is shown. */
  public static Certificate served(int port) throws IOException, GeneralSecurityException {
    try (SSLSocket socket = with(port)) {
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  /** The tests look at the certificate themselves. */
  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
