package io.frelay.clientfunc;

import io.frelay.client.FrelayClient;
import io.frelay.client.PeerConnection;
import java.io.IOException;
import java.time.Duration;

/**
 * The sessions with one peer under one tag. One thread at a time may use it.
 *
 * @param peer the other party
 * @param tag of every session
 * @param timeout time limit for one session's set-up
 * @param client knows all but the credentials
 * @param credentials of the party
 */
record Tunnel(
    String peer,
    String tag,
    Duration timeout,
    FrelayClient.Builder client,
    CurrentCredentials credentials) {

  PeerConnection open(Duration limit) throws IOException, InterruptedException {
    return client
        .credentials(credentials.get())
        .build()
        .connect(peer, tag, SessionOpener.FOR_STREAMS, limit);
  }
}
