/**
 * A function as an HTTP application: {@link io.frelay.function.http.Frontend} takes requests in,
 * {@link io.frelay.function.http.HttpContract} makes invocations of them, {@link
 * io.frelay.function.runtime.Running} lets them finish when the instance is stopped.
 *
 * <p>The platforms probe the open port, so there is no health endpoint, and the relay need not be
 * there for it to open.
 */
package io.frelay.function.http;
