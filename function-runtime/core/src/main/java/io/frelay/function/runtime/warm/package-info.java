/**
 * Connections that serve one invocation after the other. {@link
 * io.frelay.function.runtime.warm.WarmPool} keeps those that nobody uses; how two sides agree on
 * the next use is part of the protocol of sessions ({@code docs/protocol.md}, section 8).
 */
package io.frelay.function.runtime.warm;
