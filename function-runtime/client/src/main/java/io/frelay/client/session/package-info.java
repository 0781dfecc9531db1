/**
 * The rules of {@code frelay/2} without sockets, clocks or threads: {@link
 * io.frelay.client.session.SessionEngine} is told what happens and says what to do. The protocol is
 * in {@code docs/protocol.md}, section 8. Not for use by applications.
 */
package io.frelay.client.session;
