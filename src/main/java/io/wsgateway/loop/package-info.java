/**
 * Abstracts an event loop: time, timers and tasks, for everything that keeps state on one loop.
 *
 * <p>Production runs on a Vert.x context; tests run the same code on a simulated clock.
 */
@NullMarked
package io.wsgateway.loop;

import org.jspecify.annotations.NullMarked;
