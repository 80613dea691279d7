/**
 * From the sources to the records: layers on top of each other, bound and checked.
 *
 * <p>Runs before the gateway; one run, one thread.
 */
@NullMarked
package io.wsgateway.config.load;

import org.jspecify.annotations.NullMarked;
