/**
 * The keys as the records declare them: their tree, values, words and variables.
 *
 * <p>The only room with reflection, over the records of the configuration. Immutable.
 */
@NullMarked
package io.wsgateway.config.schema;

import org.jspecify.annotations.NullMarked;
