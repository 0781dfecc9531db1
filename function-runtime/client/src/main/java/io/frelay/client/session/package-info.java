/**
 * The rules of {@code frelay/2} without sockets, clocks or threads: frames, counts, what to say on
 * a new connection and what to make of the peer's words. The protocol is in {@code
 * docs/protocol.md}, section 8. Not for use by applications.
 */
package io.frelay.client.session;
