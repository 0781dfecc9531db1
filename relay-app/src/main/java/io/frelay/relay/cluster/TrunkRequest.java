package io.frelay.relay.cluster;

import io.frelay.protocol.ClientHello;
import io.frelay.protocol.MalformedMessageException;
import io.frelay.protocol.Names;
import io.frelay.relay.authenticate.Newcomer;
import io.frelay.relay.authenticate.PartyId;
import io.frelay.relay.connection.CertificateMark;
import io.frelay.relay.rendezvous.PairingKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Request of one relay to another, the only one on its connection: a waiter, for a party of its own
 * that it vouches for. On the wire a byte with the version, two with the length of the rest, and
 * the fields in this order; texts as {@link DataOutputStream#writeUTF} has them.
 *
 * @param waiter the waiter's id at the asked relay
 * @param party the party that came
 * @param peer the waiter's name
 * @param tag the tag of both
 * @param certificate the party's
 * @param address where the party connects from, for the log
 * @param hello its ClientHello, if it brought one
 */
record TrunkRequest(
    long waiter,
    PartyId party,
    String peer,
    String tag,
    CertificateMark certificate,
    InetSocketAddress address,
    Optional<ClientHello> hello) {
  static final int VERSION = 1;

  /** Version and length. */
  static final int HEADER = 3;

  /** Far above a request of a party, of which it has the parts. */
  static final int MAX_LENGTH = 16 * 1024;

  static TrunkRequest of(long waiter, Newcomer second) {
    var arrival = second.arrival();
    return new TrunkRequest(
        waiter,
        arrival.party(),
        arrival.request().destParty(),
        arrival.request().tag(),
        arrival.connection().certificate().orElseThrow(),
        arrival.connection().remoteAddress(),
        second.hello());
  }

  PairingKey key() {
    return PairingKey.of(party, peer, tag);
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeShort(0);
      out.writeLong(waiter);
      out.writeUTF(party.user());
      out.writeUTF(party.name());
      out.writeUTF(peer);
      out.writeUTF(tag);
      out.writeLong(certificate.id());
      write(out, certificate.serial().toByteArray());
      out.writeLong(certificate.expiresMillis());
      write(out, address.getAddress().getAddress());
      out.writeShort(address.getPort());
      write(out, hello.map(ClientHello::records).orElse(new byte[0]));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory cannot fail
    }
    byte[] frame = bytes.toByteArray();
    int length = frame.length - HEADER;
    frame[1] = (byte) (length >> 8);
    frame[2] = (byte) length;
    return frame;
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  /**
   * Size of the frame that begins so, or 0 while that is not known.
   *
   * @throws MalformedMessageException on another version, or a length that no request has
   */
  static int size(byte[] begun, int count) throws MalformedMessageException {
    if (count > 0 && begun[0] != VERSION) {
      throw new MalformedMessageException("a trunk request of version " + begun[0]);
    }
    if (count < HEADER) {
      return 0;
    }
    int length = (begun[1] & 0xff) << 8 | (begun[2] & 0xff);
    if (length > MAX_LENGTH) {
      throw new MalformedMessageException("a trunk request that is too long");
    }
    return HEADER + length;
  }

  /**
   * Reads a whole frame.
   *
   * @throws MalformedMessageException if it is not one
   */
  static TrunkRequest decode(byte[] frame) throws MalformedMessageException {
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(frame, HEADER, frame.length - HEADER))) {
      long waiter = in.readLong();
      PartyId party = new PartyId(in.readUTF(), in.readUTF());
      String peer = in.readUTF();
      String tag = in.readUTF();
      CertificateMark certificate =
          new CertificateMark(in.readLong(), new BigInteger(read(in)), in.readLong());
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getByAddress(read(in)), in.readUnsignedShort());
      byte[] hello = read(in);
      if (in.read() >= 0 || !arePair(party, peer)) {
        throw new MalformedMessageException("not a trunk request");
      }
      return new TrunkRequest(
          waiter,
          party,
          peer,
          tag,
          certificate,
          address,
          hello.length == 0 ? Optional.empty() : Optional.of(ClientHello.of(hello)));
    } catch (IOException | IllegalArgumentException e) {
      throw new MalformedMessageException("not a trunk request");
    }
  }

  private static boolean arePair(PartyId party, String peer) {
    return Names.isUser(party.user())
        && Names.isParty(party.name())
        && Names.isParty(peer)
        && !party.name().equals(peer);
  }

  private static byte[] read(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    return bytes;
  }
}
