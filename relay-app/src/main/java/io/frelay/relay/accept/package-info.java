/**
 * First stage: a TCP connection is admitted, bounded, and given its TLS. {@link
 * io.frelay.relay.connection.RelayPipeline} lists the handlers that it has by then.
 */
package io.frelay.relay.accept;
