/** What each key of the configuration does, and what moves each meter: seen at the built jar. */
package io.wsgateway.effect;
