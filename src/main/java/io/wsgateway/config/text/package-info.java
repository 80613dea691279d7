/**
 * The texts of a configuration: reads YAML and JSON into a tree, names keys, and shows texts in
 * messages.
 *
 * <p>Knows no record. Stateless, for any thread.
 */
@NullMarked
package io.wsgateway.config.text;

import org.jspecify.annotations.NullMarked;
