package io.wsgateway.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wsgateway.config.DrainConfig.DrainCode;
import io.wsgateway.loop.Loop;
import io.wsgateway.metrics.ConnectionMetrics;
import io.wsgateway.protocol.raw.RawProtocol;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Connections of a simulated loop, whose clients take nothing for a while now and then. Called on
 * that loop.
 */
public final class SimulatedClients {
  private final Loop loop;
  private final Random random;
  private final int maxStallMillis;
  private final StubSocket.Shared shared = new StubSocket.Shared();
  private final ClientProtocol protocol = new RawProtocol(DrainCode.SERVICE_RESTART);
  private final ConnectionLoop connections;

  /** Clients whose queues hold so many bytes and who stall for up to so long. */
  public SimulatedClients(Loop loop, Random random, int queueBytes, int maxStallMillis) {
    this(loop, random, queueBytes, maxStallMillis, new Settings().readIdleSeconds);
  }

  /** The same, who say nothing for so long: these clients do not answer pings with bytes. */
  public SimulatedClients(
      Loop loop, Random random, int queueBytes, int maxStallMillis, int readIdleSeconds) {
    this.loop = loop;
    this.random = random;
    this.maxStallMillis = maxStallMillis;
    Settings settings = new Settings();
    settings.outboundQueueBytes = queueBytes;
    settings.readIdleSeconds = readIdleSeconds;
    this.connections =
        new ConnectionLoop(
            loop,
            settings.limits(),
            settings.keepAlive(),
            new ConnectionMetrics(new SimpleMeterRegistry()),
            NodeBudget.of(settings.limits()),
            new StubLoop.EnoughMemory());
    connections.expect(protocol);
  }

  /** The connections. */
  public ConnectionLoop connections() {
    return connections;
  }

  /** How many batches that were encoded nobody gave back. */
  public int heldBatches() {
    return shared.held();
  }

  /** Connects a client; {@code seen} gets what reaches it. */
  public Connection connect(ConnectionListener listener, Consumer<String> seen) {
    return connections.open(
        listener,
        protocol,
        connection -> {
          Client client = new Client(connection, seen);
          connection.opening(client);
          connection.opened(client);
        });
  }

  private final class Client implements Transport {
    private final TransportListener connection;
    private final Consumer<String> seen;
    private boolean stalled;
    private boolean ended;
    private boolean gone;
    private long pending;

    Client(TransportListener connection, Consumer<String> seen) {
      this.connection = connection;
      this.seen = seen;
    }

    @Override
    public boolean isWritable() {
      return !stalled;
    }

    @Override
    public long pendingBytes() {
      return pending;
    }

    @Override
    public long directBytes() {
      return 0;
    }

    @Override
    public void discard() {}

    @Override
    public int write(MessageBatch batch) {
      if (batch.encoded(shared) == null) {
        batch.keep(shared, shared.encode(), 1);
      }
      int bytes = 0;
      for (WireMessage message : batch.messages()) {
        if (!ended) {
          seen.accept(new String(message.payload(), UTF_8));
        }
        bytes += StubSocket.HEADER + message.payload().length;
      }
      pending += bytes;
      return bytes;
    }

    @Override
    public void flush() {
      if (!stalled && maxStallMillis > 0 && random.nextInt(20) == 0) {
        stalled = true;
        loop.schedule(1 + random.nextInt(maxStallMillis), this::takeMore);
      } else if (!stalled) {
        pending = 0;
      }
    }

    private void takeMore() {
      stalled = false;
      pending = 0;
      if (!gone) {
        connection.writable();
      }
    }

    @Override
    public void ping() {
      loop.execute(connection::control);
    }

    @Override
    public void close(int code, String reason) {
      ended = true;
      loop.schedule(1 + random.nextInt(50), () -> connection.peerClosed(code, reason));
    }

    @Override
    public void finish() {
      end();
    }

    @Override
    public void abort() {
      end();
    }

    private void end() {
      ended = true;
      if (!gone) {
        gone = true;
        loop.execute(connection::gone);
      }
    }

    @Override
    public void read(boolean on) {}
  }
}
