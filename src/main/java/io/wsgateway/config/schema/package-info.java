/**
 * Describes the keys that the records declare: their tree, values, words and variables.
 *
 * <p>This is the only package that uses reflection, on the records of the configuration. Immutable.
 */
@NullMarked
package io.wsgateway.config.schema;

import org.jspecify.annotations.NullMarked;
