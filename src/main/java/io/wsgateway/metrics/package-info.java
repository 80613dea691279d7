/**
 * Defines the meters, one file per area. Labels come from closed sets only.
 *
 * <p>Meters are thread-safe; they are looked up once, at construction.
 */
@NullMarked
package io.wsgateway.metrics;

import org.jspecify.annotations.NullMarked;
