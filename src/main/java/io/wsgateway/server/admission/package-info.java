/**
 * Decides which clients may connect to the public port: addresses, hosts, origins and limits, the
 * checks of TCP connections and of upgrades, and the log lines for refused ones.
 *
 * <p>Shared classes are thread-safe; an {@code UpgradeChecks} belongs to one event loop. The
 * package does not depend on endpoints or protocols.
 */
@NullMarked
package io.wsgateway.server.admission;

import org.jspecify.annotations.NullMarked;
