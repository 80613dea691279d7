package io.wsgateway.cluster;

import com.hazelcast.cluster.Address;
import java.util.Set;

/** Lists the addresses where other members might be. May block while names are resolved. */
interface AddressSource {
  /** The addresses, resolved; those of names that cannot be resolved are missing. */
  Set<Address> addresses();
}
