/** Clients that come and go in masses, and what is left of them in the gateway's process. */
package io.wsgateway.churn;
