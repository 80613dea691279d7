/**
 * Runs the command line: one class per command; {@code serve} is the default.
 *
 * <p>Runs on the main thread. May use every other package; none of them uses this one.
 */
@NullMarked
package io.wsgateway.cli;

import org.jspecify.annotations.NullMarked;
