/**
 * Reads YAML and JSON into a tree, builds names of keys, and escapes texts for messages.
 *
 * <p>Does not use the configuration records. Stateless; any thread may use it.
 */
@NullMarked
package io.wsgateway.config.text;

import org.jspecify.annotations.NullMarked;
