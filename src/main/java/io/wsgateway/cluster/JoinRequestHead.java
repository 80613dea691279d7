package io.wsgateway.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.internal.cluster.impl.ClusterDataSerializerHook;
import com.hazelcast.internal.nio.Bits;
import com.hazelcast.internal.nio.Packet;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.HeapData;
import com.hazelcast.internal.serialization.impl.SerializationConstants;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.spi.impl.operationservice.Operation;
import com.hazelcast.version.MemberVersion;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the beginning of another process's request to join, which has been the same since Hazelcast
 * 4: its version and address. What follows differs between versions, so reading all of it would
 * fail.
 */
final class JoinRequestHead extends Operation {
  /** The class of a packet's content, as every {@code IdentifiedDataSerializable} has it. */
  private static final int HEADER = HeapData.DATA_OFFSET;

  private static final int FACTORY = HEADER + 1;
  private static final int CLASS = FACTORY + Integer.BYTES;
  private static final int CONTENT = CLASS + Integer.BYTES;
  private static final byte IDENTIFIED = 1;

  private @Nullable MemberVersion version;
  private @Nullable Address address;

  private JoinRequestHead() {}

  /** The process that asks to join, and its version. */
  record Asker(MemberVersion version, Address address) {}

  /** Reads it from a packet; empty if the packet is not a request to join, or cannot be read. */
  static Optional<Asker> of(Packet packet, InternalSerializationService serialization) {
    if (!isJoinRequest(packet)) {
      return Optional.empty();
    }
    JoinRequestHead head = new JoinRequestHead();
    try {
      head.readData(serialization.createObjectDataInput(packet.toByteArray(), CONTENT));
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // Hazelcast reports what is wrong with it
    }
    return head.version == null || head.address == null
        ? Optional.empty()
        : Optional.of(new Asker(head.version, head.address));
  }

  /** Checks only a few bytes, because every packet of every member passes here. */
  private static boolean isJoinRequest(Packet packet) {
    if (packet.getPacketType() != Packet.Type.OPERATION
        || packet.totalSize() <= CONTENT
        || packet.getType() != SerializationConstants.CONSTANT_TYPE_DATA_SERIALIZABLE) {
      return false;
    }
    byte[] bytes = packet.toByteArray();
    return bytes[HEADER] == IDENTIFIED
        && Bits.readIntB(bytes, FACTORY) == ClusterDataSerializerHook.F_ID
        && Bits.readIntB(bytes, CLASS) == ClusterDataSerializerHook.JOIN_REQUEST_OP;
  }

  @Override
  protected void readInternal(ObjectDataInput in) throws IOException {
    in.readInt(); // the request's own type, header, factory and class
    in.readByte();
    in.readInt();
    in.readInt();
    in.readByte(); // version of packets
    in.readInt(); // build
    version = in.readObject();
    address = in.readObject();
  }
}
