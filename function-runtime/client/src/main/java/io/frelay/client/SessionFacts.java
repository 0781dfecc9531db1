package io.frelay.client;

import io.frelay.protocol.Role;
import java.util.Optional;

/**
 * Facts about a session once it is set up.
 *
 * @param relay the relay; empty in direct mode
 * @param role our side of the end-to-end TLS
 * @param endToEnd the TLS between the parties
 * @param bound whether both ends confirm which session they mean, as two of this client do; a peer
 *     of version 1 does not
 * @param times how long each step took
 * @param attempts how many attempts it took, at least 1
 */
public record SessionFacts(
    Optional<RelayFacts> relay,
    Role role,
    TlsFacts endToEnd,
    boolean bound,
    SetupTimes times,
    int attempts) {}
