/**
 * Wires the parts of one node together, starts and stops them in order.
 *
 * <p>{@code Gateway} starts, {@code Drain} empties. Nobody below knows this package.
 */
@NullMarked
package io.wsgateway.app;

import org.jspecify.annotations.NullMarked;
