/**
 * Connections that serve one invocation after the other. On the wire ({@code docs/protocol.md},
 * section 7) they carry {@link io.frelay.function.runtime.warm.Frame}s; {@link
 * io.frelay.function.runtime.warm.Handover} is what one end may send and expect, and when it gives
 * up; {@link io.frelay.function.runtime.warm.WarmConnection} does so over a real connection, and
 * {@link io.frelay.function.runtime.warm.WarmPool} keeps those that nobody uses.
 */
package io.frelay.function.runtime.warm;
