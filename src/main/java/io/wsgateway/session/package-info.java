/**
 * One client as the gateway knows it: identity, subscriptions, rights, limits.
 *
 * <p>A session lives and dies on one event loop. It knows no protocol: it speaks through {@code
 * ClientPort}.
 */
@NullMarked
package io.wsgateway.session;

import org.jspecify.annotations.NullMarked;
