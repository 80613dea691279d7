/**
 * The command line: one class per command, {@code serve} being the default.
 *
 * <p>Runs on the main thread. May use everything below; nothing below knows it.
 */
@NullMarked
package io.wsgateway.cli;

import org.jspecify.annotations.NullMarked;
