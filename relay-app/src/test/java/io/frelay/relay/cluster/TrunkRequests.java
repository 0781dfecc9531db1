package io.frelay.relay.cluster;

import io.frelay.relay.authenticate.PartyId;
import io.frelay.relay.connection.CertificateMark;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Requests of the trunk as a relay would make them. */
public final class TrunkRequests {
  private TrunkRequests() {}

  public static byte[] request(
      long waiter, String user, String party, String peer, String tag, long expires) {
    return new TrunkRequest(
            waiter,
            new PartyId(user, party),
            peer,
            tag,
            new CertificateMark(1, BigInteger.ONE, expires),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
            Optional.empty())
        .encode();
  }
}
