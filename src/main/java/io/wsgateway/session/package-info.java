/**
 * Manages client sessions: identity, subscriptions, rights, limits.
 *
 * <p>A session belongs to one event loop. It does not depend on a protocol: it sends through {@code
 * ClientPort}.
 */
@NullMarked
package io.wsgateway.session;

import org.jspecify.annotations.NullMarked;
