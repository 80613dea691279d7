/**
 * Defines the identity of a client and its permissions.
 *
 * <p>Immutable values; no thread owns them.
 */
@NullMarked
package io.wsgateway.auth;

import org.jspecify.annotations.NullMarked;
