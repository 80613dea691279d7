/**
 * Who may connect to the public port: addresses, hosts, origins and limits, the checks of TCP
 * connections and of upgrades, and what the log says of those that are refused.
 *
 * <p>What is shared is thread-safe; an {@code UpgradeChecks} belongs to one event loop. It knows no
 * endpoint and no protocol.
 */
@NullMarked
package io.wsgateway.server.admission;

import org.jspecify.annotations.NullMarked;
