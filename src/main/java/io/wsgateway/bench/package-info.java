/**
 * The load generator: what many clients of a WebSocket server see, measured from outside.
 *
 * <p>A {@code ClientLoop} thread owns its connections and what they count; totals are read when it
 * has stopped, or through volatile fields. Knows nothing of the gateway, so that other servers are
 * measured by the same rule.
 */
@NullMarked
package io.wsgateway.bench;

import org.jspecify.annotations.NullMarked;
