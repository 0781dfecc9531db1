package io.frelay.client;

import java.time.Instant;
import java.util.List;

/**
 * The relay that a session runs through.
 *
 * @param address where it was reached
 * @param certificateNames whom its certificate names
 * @param certificateExpiry until when its certificate is valid
 * @param tls the outer TLS, over by the time the session runs
 * @param protocolVersion the version of the protocol it served this session with
 */
public record RelayFacts(
    RelayAddress address,
    List<String> certificateNames,
    Instant certificateExpiry,
    TlsFacts tls,
    int protocolVersion) {}
