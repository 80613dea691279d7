/**
 * Checks messages against JSON Schema (draft 2020-12), at a bounded cost.
 *
 * <p>A compiled schema is immutable. What checks messages belongs to one event loop.
 */
@NullMarked
package io.wsgateway.validation;

import org.jspecify.annotations.NullMarked;
