/**
 * Defines the identity of a client and its permissions, and checks the tokens that prove it.
 *
 * <p>Immutable values, and thread-safe checks; nothing here blocks after the start.
 */
@NullMarked
package io.wsgateway.auth;

import org.jspecify.annotations.NullMarked;
