/**
 * Rules of {@code frelay/2} without sockets, clocks or threads: {@link
 * io.frelay.client.internal.session.SessionEngine} is told what happens and says what to do. The
 * protocol is in {@code docs/protocol.md}, section 8.
 *
 * <p>Internal: may change at any time without notice.
 */
package io.frelay.client.internal.session;
