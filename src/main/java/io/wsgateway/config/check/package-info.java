/**
 * What a configuration must hold beyond single values: keys that depend on each other.
 *
 * <p>Knows the records, and of their sources only what messages say. One run, one thread.
 */
@NullMarked
package io.wsgateway.config.check;

import org.jspecify.annotations.NullMarked;
