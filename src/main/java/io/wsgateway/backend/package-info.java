/**
 * Implements the event-bus contract with backend services.
 *
 * <p>This package must not depend on protocols or the HTTP server.
 */
@NullMarked
package io.wsgateway.backend;

import org.jspecify.annotations.NullMarked;
