/** Metrics of invocations and certificates, where the application has Micrometer. */
package io.frelay.function.runtime.metrics;
