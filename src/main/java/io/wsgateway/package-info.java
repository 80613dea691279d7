/**
 * The entry point.
 *
 * <p>Only {@link io.wsgateway.Main} lives here: it sets what must be set before any other class
 * loads and hands the arguments to {@code cli}.
 */
@NullMarked
package io.wsgateway;

import org.jspecify.annotations.NullMarked;
