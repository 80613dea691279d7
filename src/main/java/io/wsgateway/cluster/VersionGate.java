package io.wsgateway.cluster;

import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;
import com.hazelcast.internal.cluster.impl.operations.BeforeJoinCheckFailureOp;
import com.hazelcast.internal.nio.Packet;
import com.hazelcast.internal.server.ServerConnection;
import com.hazelcast.internal.server.ServerContext;
import com.hazelcast.internal.server.tcp.PacketDecoder;
import com.hazelcast.version.MemberVersion;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Refuses requests to join from other minor versions of Hazelcast, which cannot become members.
 * Hazelcast itself cannot read such requests: it logs two stack traces for each, twice a second,
 * and never answers, so the other side keeps trying for minutes. This class answers them as
 * Hazelcast answers other members that cannot join, which ends the attempt with the reason, and
 * logs them.
 *
 * <p>Hazelcast's public API does not offer this: check this class when Hazelcast is upgraded.
 */
final class VersionGate extends DefaultNodeContext {
  private final ForeignVersions foreign;

  VersionGate(ForeignVersions foreign) {
    this.foreign = foreign;
  }

  @Override
  public NodeExtension createNodeExtension(Node node) {
    return new Extension(node, foreign);
  }

  /** Hazelcast's own extension, except for what reads from the network. */
  private static final class Extension extends DefaultNodeExtension {
    private final ForeignVersions foreign;

    Extension(Node node, ForeignVersions foreign) {
      super(node);
      this.foreign = foreign;
    }

    @Override
    public PacketDecoder[] createInboundHandlers(
        EndpointQualifier qualifier, ServerConnection connection, ServerContext context) {
      Consumer<Packet> members = node.getNodeEngine().getPacketDispatcher();
      return new PacketDecoder[] {
        new PacketDecoder(connection, packet -> dispatch(packet, members))
      };
    }

    private void dispatch(Packet packet, Consumer<Packet> members) {
      Optional<JoinRequestHead.Asker> asker =
          JoinRequestHead.of(packet, node.getSerializationService());
      if (asker.isPresent() && !isOurs(asker.get().version())) {
        refuse(asker.get());
      } else {
        members.accept(packet);
      }
    }

    private boolean isOurs(MemberVersion version) {
      return version.asVersion().equals(node.getVersion().asVersion());
    }

    private void refuse(JoinRequestHead.Asker asker) {
      foreign.add(MemberSearch.text(asker.address()), asker.version(), node.getVersion());
      if (!node.isRunning() || !node.getClusterService().isJoined()) {
        return; // this node is starting or stopping, and the other one will ask again
      }
      node.getNodeEngine()
          .getOperationService()
          .send(
              new BeforeJoinCheckFailureOp(
                  "this member has Hazelcast "
                      + asker.version()
                      + ", and the cluster "
                      + node.getVersion()
                      + ": "
                      + ForeignVersions.REMEDY),
              asker.address());
    }
  }
}
