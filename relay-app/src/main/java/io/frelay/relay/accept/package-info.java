/**
 * First stage: a TCP connection is admitted, bounded, and given its TLS.
 *
 * <p>A connection's pipeline, in the order of the data:
 *
 * <ol>
 *   <li>{@link io.frelay.relay.accept.RecordGate}: hands TLS the records one by one, so that what
 *       follows the last of them stays outside and can be joined raw;
 *   <li>Netty's {@code SslHandler}: the outer TLS, until the switch;
 *   <li>the handler of the stage the connection is in.
 * </ol>
 */
package io.frelay.relay.accept;
