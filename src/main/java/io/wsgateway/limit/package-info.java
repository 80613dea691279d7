/**
 * Counts against limits: amounts up to a cap, and rates.
 *
 * <p>Does not depend on what is counted. Thread-safe.
 */
@NullMarked
package io.wsgateway.limit;

import org.jspecify.annotations.NullMarked;
