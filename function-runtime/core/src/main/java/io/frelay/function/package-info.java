/**
 * Write one {@link io.frelay.function.PeerHandler} and deploy it to any cloud: what a handler sees.
 *
 * <p>An invocation reads top to bottom through {@link io.frelay.function.runtime.Invoker}: the
 * request is decoded, the credentials are resolved, all peers are connected, and only then the
 * handler runs.
 */
package io.frelay.function;
