package io.frelay.client;

import java.time.Duration;

/**
 * Durations of the steps of setting up a session; all but the total are the last attempt's.
 *
 * @param reach TCP to the relay, or in direct mode to the peer, name resolution included
 * @param outerTls the TLS handshake with the relay; zero in direct mode
 * @param waiting from the request to the relay's close_notify: mostly waiting for the peer; zero in
 *     direct mode
 * @param endToEndTls the TLS handshake with the peer
 * @param total the whole call, with earlier attempts and the waits between them
 */
public record SetupTimes(
    Duration reach, Duration outerTls, Duration waiting, Duration endToEndTls, Duration total) {}
