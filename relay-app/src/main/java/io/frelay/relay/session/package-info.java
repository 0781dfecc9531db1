/**
 * Fourth stage: two matched connections go from TLS to raw bytes and become one {@link
 * io.frelay.relay.session.RelaySession}.
 *
 * <p>All of it happens on one event loop, the waiter's. {@link io.frelay.relay.session.Joiner}
 * brings the second connection there and ends the outer TLS of both; then the session's {@link
 * io.frelay.relay.session.Carrier} takes over, once and for good:
 *
 * <pre>
 *   matched --> moved to the waiter's loop --> server raw --> client raw --> carried --> ended
 *                 |                              |              |
 *                 the other one waits again  &lt;--+              both are closed
 * </pre>
 *
 * <p>There are two carriers. {@link io.frelay.relay.splice.SpliceLoops} is used with epoll; {@link
 * io.frelay.relay.session.PortableCarrier} without. Both run the same {@link
 * io.frelay.relay.session.LateRecordFilter} in front of the raw bytes and count in the same {@link
 * io.frelay.relay.session.Traffic}.
 */
package io.frelay.relay.session;
