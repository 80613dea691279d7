/**
 * Wires the parts of one node together, and starts and stops them in order.
 *
 * <p>{@code Gateway} starts a node and {@code Drain} drains it. No other package depends on this
 * one, except {@code cli}.
 */
@NullMarked
package io.wsgateway.app;

import org.jspecify.annotations.NullMarked;
