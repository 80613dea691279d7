package io.wsgateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import com.hazelcast.internal.serialization.impl.HeapData;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastNodeInfo;
import io.vertx.spi.cluster.hazelcast.impl.HazelcastRegistrationInfo;
import io.wsgateway.support.Releases;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What earlier releases keep in the cluster is read by this one, and written with the same bytes: a
 * registration is removed by comparing them.
 */
final class ReleasedRegistrationsTest {
  private final InternalSerializationService serialization =
      new DefaultSerializationServiceBuilder().build();

  static List<String> releases() {
    return Releases.names();
  }

  @AfterEach
  void close() {
    serialization.dispose();
  }

  private void same(Object now, String release, String kind) {
    byte[] then = Releases.bytes(release, kind).getBytes();
    assertThat(hex(now)).isEqualTo(HexFormat.of().formatHex(then));
    assertThat(hex(serialization.toObject(new HeapData(then)))).isEqualTo(hex(now));
  }

  private String hex(Object value) {
    return HexFormat.of().formatHex(serialization.toData(value).toByteArray());
  }

  @ParameterizedTest
  @MethodSource("releases")
  void aRegistrationIsReadAndWrittenAlike(String release) {
    same(
        new HazelcastRegistrationInfo(new RegistrationInfo("n1", 7, false)),
        release,
        "registration");
  }

  @ParameterizedTest
  @MethodSource("releases")
  void aNodesAddressIsReadAndWrittenAlike(String release) {
    same(new HazelcastNodeInfo(new NodeInfo("10.1.2.3", 15701, null)), release, "node");
  }
}
