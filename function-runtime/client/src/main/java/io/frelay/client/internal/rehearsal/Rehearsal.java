package io.frelay.client.internal.rehearsal;

import io.frelay.bundle.PartyVariable;
import io.frelay.credentials.PartyIdentity;
import io.frelay.credentials.PemSource;
import io.frelay.pem.PemException;
import io.frelay.protocol.Role;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;

/**
 * Two parties with certificates of nobody's who shake hands in memory while a process starts. The
 * first session then finds the JDK's and our classes for certificates and TLS loaded and compiled,
 * which otherwise takes it 150 to 250 ms of CPU time. Nothing of it stays: no key, no TLS session,
 * no random number.
 */
public final class Rehearsal {
  private static final List<String> PROTOCOLS = List.of("rehearsal");

  private Rehearsal() {}

  /**
   * Runs it.
   *
   * @return what each of the two has read at last
   * @throws PemException if its certificates are of no use, as on a machine whose clock is wrong
   * @throws IOException if the handshake fails
   */
  public static byte[] run() throws PemException, IOException {
    String[] blocks = blocks();
    PartyIdentity zero = party(blocks[0], blocks[1], blocks[2]);
    PartyIdentity one = party(blocks[0], blocks[3], blocks[4]);
    SSLEngine client = zero.endToEnd().engine(Role.CLIENT, one.party(), PROTOCOLS);
    SSLEngine server = one.endToEnd().engine(Role.SERVER, zero.party(), PROTOCOLS);
    return new MemoryHandshake(client, server).run();
  }

  /** The CA, and certificate and key of each party. Their keys protect nothing. */
  private static String[] blocks() throws IOException {
    try (InputStream file = Rehearsal.class.getResourceAsStream("parties.pem")) {
      String text = new String(file.readAllBytes(), StandardCharsets.US_ASCII);
      return text.split("(?<=-\n)(?=-)", -1);
    }
  }

  private static PartyIdentity party(String ca, String certificate, String key)
      throws PemException {
    Map<PartyVariable, String> pems = new EnumMap<>(PartyVariable.class);
    pems.put(PartyVariable.RELAY_CA, ca);
    pems.put(PartyVariable.RELAY_CERT, certificate);
    pems.put(PartyVariable.RELAY_KEY, key);
    pems.put(PartyVariable.USER_CA, ca);
    pems.put(PartyVariable.PARTY_CERT, certificate);
    pems.put(PartyVariable.PARTY_KEY, key);
    return PartyIdentity.of(PemSource.ofPems(pems));
  }
}
