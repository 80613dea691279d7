/**
 * Who a client is and what it may do.
 *
 * <p>Immutable values; no thread owns them.
 */
@NullMarked
package io.wsgateway.auth;

import org.jspecify.annotations.NullMarked;
