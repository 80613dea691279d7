/**
 * Checks a configuration beyond single values: keys that depend on each other.
 *
 * <p>Uses the records, and of their sources only the names and lines for messages. Each run uses
 * one thread.
 */
@NullMarked
package io.wsgateway.config.check;

import org.jspecify.annotations.NullMarked;
