/**
 * Makes the keys that client tokens are checked with, of secrets, PEM files and JSON Web Keys.
 *
 * <p>Reading a file blocks the calling thread. The results are immutable.
 */
@NullMarked
package io.wsgateway.config.jwt;

import org.jspecify.annotations.NullMarked;
