package io.wsgateway.support;

import io.wsgateway.cluster.Membership;
import io.wsgateway.cluster.Node;
import java.util.Map;

/**
 * A cluster of whoever the test puts into the map; what nodes say of themselves changes nothing.
 *
 * @param others the other nodes, by id, in the order of their joining
 */
public record SetMembers(Map<String, Node> others) implements Membership {
  @Override
  public void announced(String id) {}

  @Override
  public void stays(String id) {}

  @Override
  public void heard(String id, boolean inMinority) {}

  @Override
  public boolean isMinority() {
    return false;
  }
}
