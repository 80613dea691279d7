/**
 * Time, timers and turns, as everything that keeps state on one event loop asks for them.
 *
 * <p>Production runs on a Vert.x context; tests run the same code on a simulated clock.
 */
@NullMarked
package io.wsgateway.loop;

import org.jspecify.annotations.NullMarked;
