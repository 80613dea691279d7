/**
 * The event-bus contract with backend services.
 *
 * <p>It may not know protocols or the HTTP server.
 */
@NullMarked
package io.wsgateway.backend;

import org.jspecify.annotations.NullMarked;
