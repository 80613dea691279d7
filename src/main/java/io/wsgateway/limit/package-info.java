/**
 * Limits that are counted: amounts up to a cap, and rates.
 *
 * <p>Knows nothing of what is counted. Thread-safe.
 */
@NullMarked
package io.wsgateway.limit;

import org.jspecify.annotations.NullMarked;
