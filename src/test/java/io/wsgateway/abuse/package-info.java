/**
 * Bad input, by the ids of {@code abuse-cases.txt}, against a whole node: what is answered, a
 * canary that goes on, and nothing left behind.
 */
package io.wsgateway.abuse;
