/**
 * Long polling: sessions that hold a client's messages between its requests, wherever they arrive.
 */
@NullMarked
package io.wsgateway.poll;

import org.jspecify.annotations.NullMarked;
