/**
 * Loads the configuration: merges the sources in layers, creates the records, and runs the checks.
 *
 * <p>Runs before the gateway starts. Each run uses one thread.
 */
@NullMarked
package io.wsgateway.config.load;

import org.jspecify.annotations.NullMarked;
