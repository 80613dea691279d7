/** What is shipped for Prometheus and Grafana: rules, their tests, and dashboards. */
package io.wsgateway.monitoring;
