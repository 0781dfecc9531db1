package io.frelay.scenarios.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.protocol.TlsRecord;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * A party whose every byte the test decides: a TLS engine over a plain socket, reading one TLS
 * record at a time and sending what it is told in the pieces it is told. It shares no code with our
 * client. Every read gives up after 20 seconds.
 */
public final class HandDrivenParty implements AutoCloseable {
  private static final int LONGEST_RECORD = TlsRecord.HEADER + TlsRecord.MAX_LENGTH;

  private final Socket socket;
  private final DataInputStream in;
  private final SSLEngine engine;
  private int pieceSize = Integer.MAX_VALUE;

  private HandDrivenParty(Socket socket, SSLEngine engine) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    this.engine = engine;
  }

  /** Content of one TLS record. */
  public sealed interface Inbound {
    /** Decrypted application data; empty for a record of the handshake, such as a ticket. */
    record Data(byte[] bytes) implements Inbound {}

    /** close_notify. */
    record CloseNotify() implements Inbound {}
  }

  /** Connects, without a byte of TLS yet. */
  public static HandDrivenParty connect(int port, SSLContext tls, String... protocols)
      throws IOException {
    return connectWithSni(port, tls, "frelay", protocols);
  }

  /**
   * Connects with an SNI of choice.
   *
   * @param sni null for none
   */
  public static HandDrivenParty connectWithSni(
      int port, SSLContext tls, String sni, String... protocols) throws IOException {
    // Told where it is connected to, the JDK takes up TLS sessions of before.
    SSLEngine engine = tls.createSSLEngine("frelay", port);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    if (sni != null) {
      parameters.setServerNames(List.of(new SNIHostName(sni)));
    }
    if (protocols.length > 0) {
      parameters.setProtocols(protocols);
    }
    engine.setSSLParameters(parameters);
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 20_000);
    return new HandDrivenParty(socket, engine);
  }

  /** A party of user1 in the shared certificates connects, without a byte of TLS yet. */
  public static HandDrivenParty connect(RelayProcess relay, String me, String... protocols)
      throws IOException {
    return connect(relay.port(), Shared.PKI.outerTls("user1", me), protocols);
  }

  /** The same, and it does the handshake and sends a version 1 request. */
  public static HandDrivenParty request(
      RelayProcess relay, String me, String dest, String tag, String... protocols)
      throws IOException {
    return request(relay.port(), Shared.PKI.outerTls("user1", me), dest, tag, protocols);
  }

  /** Connects, does the handshake and sends a version 1 request. */
  public static HandDrivenParty request(
      int port, SSLContext tls, String dest, String tag, String... protocols) throws IOException {
    return ask(port, tls, "{\"DestParty\":\"%s\",\"Tag\":\"%s\"}".formatted(dest, tag), protocols);
  }

  /** Connects, does the handshake and sends any request. */
  public static HandDrivenParty ask(int port, SSLContext tls, String request, String... protocols)
      throws IOException {
    HandDrivenParty party = connect(port, tls, protocols);
    party.handshake();
    party.send(party.seal(request));
    return party;
  }

  public Socket socket() {
    return socket;
  }

  /** Negotiated protocol version. */
  public String protocol() {
    return engine.getSession().getProtocol();
  }

  /** The serial number of the certificate that the relay showed. */
  public String relaySerial() throws SSLException {
    X509Certificate shown = (X509Certificate) engine.getSession().getPeerCertificates()[0];
    return shown.getSerialNumber().toString(16);
  }

  /** The whole outer handshake, until the engine has nothing more to say. */
  public void handshake() throws IOException {
    engine.beginHandshake();
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_WRAP -> send(wrap(new byte[0]));
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap(readRecord());
        case NOT_HANDSHAKING, FINISHED -> {
          return;
        }
      }
    }
  }

  /**
   * Message with which a TLS library begins a new handshake: in TLS 1.2 a ClientHello of a
   * renegotiation, in TLS 1.3 a KeyUpdate that requests another one.
   */
  public byte[] sealNewBeginning() throws SSLException {
    engine.beginHandshake();
    return wrap(new byte[0]);
  }

  /** The TLS record that carries this text. */
  public byte[] seal(String text) throws SSLException {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The record that carries our close_notify. */
  public byte[] sealCloseNotify() throws SSLException {
    engine.closeOutbound();
    return wrap(new byte[0]);
  }

  /** Sends bytes as they are, in one write, unless {@link #sendInPieces} says otherwise. */
  public void send(byte[] bytes) throws IOException {
    for (int from = 0; from < bytes.length; from += Math.min(pieceSize, bytes.length - from)) {
      int length = Math.min(pieceSize, bytes.length - from);
      socket.getOutputStream().write(bytes, from, length);
    }
  }

  /** From now on no write has more than {@code size} bytes. */
  public HandDrivenParty sendInPieces(int size) {
    pieceSize = size;
    return this;
  }

  /** Does the handshake if the relay lets it, and tells whether the relay ends the connection. */
  public boolean isTurnedAwayInHandshake() throws IOException {
    try {
      handshake();
      return isTurnedAway();
    } catch (EOFException | SocketException | SSLException e) {
      return true; // an alert, FIN or reset
    }
  }

  /** The ClientHello of the outer TLS. */
  public byte[] clientHello() throws SSLException {
    engine.beginHandshake();
    return wrap(new byte[0]);
  }

  /** Reads exactly one TLS record and not a byte more, and decrypts it. */
  public Inbound nextRecord() throws IOException {
    return unwrap(readRecord());
  }

  /** The next record with application data, as text; passes over tickets. */
  public String nextText() throws IOException {
    while (true) {
      if (nextRecord() instanceof Inbound.Data data) {
        if (data.bytes().length > 0) {
          return new String(data.bytes(), StandardCharsets.UTF_8);
        }
      } else {
        throw new EOFException("close_notify instead of data");
      }
    }
  }

  /** Reads Ready and close_notify; the connection is raw afterwards. */
  public String awaitReady() throws IOException {
    String ready = nextText();
    Inbound end = nextRecord();
    if (!(end instanceof Inbound.CloseNotify)) {
      throw new IOException("no close_notify after " + ready);
    }
    return ready;
  }

  /** Reads raw bytes. */
  public byte[] readRaw(int count) throws IOException {
    byte[] bytes = new byte[count];
    in.readFully(bytes);
    return bytes;
  }

  /** Reads up to so many raw bytes, as they come; none at the end. */
  public byte[] readSome(int most) throws IOException {
    byte[] bytes = new byte[most];
    int count = in.read(bytes);
    return count < 0 ? new byte[0] : Arrays.copyOf(bytes, count);
  }

  /** The next raw byte, -1 at the end. */
  public int readRaw() throws IOException {
    return in.read();
  }

  /**
   * True if the relay ends the connection, by close_notify, FIN or reset, and sends nothing else.
   */
  public boolean isTurnedAway() throws IOException {
    try {
      while (true) {
        if (nextRecord() instanceof Inbound.Data data && data.bytes().length > 0) {
          return false;
        }
        if (engine.isInboundDone()) {
          return in.read() < 0;
        }
      }
    } catch (EOFException | SocketException e) {
      return true;
    }
  }

  /**
   * Connects and tells whether the relay ends the connection without having been sent a byte. Its
   * reset may be there before we have done with connecting.
   */
  public static boolean isTurnedAwayUnheard(int port, SSLContext tls) throws IOException {
    try (HandDrivenParty party = connect(port, tls)) {
      return party.isTurnedAway();
    } catch (SocketException e) {
      return true;
    }
  }

  /** Asserts that the relay refuses a handshake, and for which reason. */
  public static void assertRefused(
      RelayProcess relay, SSLContext tls, String reason, String... protocols) throws IOException {
    double before = relay.closed(reason);
    try (HandDrivenParty party = connect(relay.port(), tls, protocols)) {
      assertThat(party.isTurnedAwayInHandshake()).isTrue();
    }
    relay.awaitClosed(reason, before);
  }

  private byte[] readRecord() throws IOException {
    byte[] header = new byte[TlsRecord.HEADER];
    in.readFully(header);
    int length = ByteBuffer.wrap(header).getShort(3) & 0xffff;
    byte[] record = new byte[TlsRecord.HEADER + length];
    System.arraycopy(header, 0, record, 0, TlsRecord.HEADER);
    in.readFully(record, TlsRecord.HEADER, length);
    return record;
  }

  private Inbound unwrap(byte[] record) throws SSLException {
    ByteBuffer encrypted = ByteBuffer.wrap(record);
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    while (true) {
      ByteBuffer out = ByteBuffer.allocate(LONGEST_RECORD);
      SSLEngineResult result = engine.unwrap(encrypted, out);
      plain.write(out.array(), 0, out.position());
      if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
        return new Inbound.CloseNotify();
      }
      if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
        engine.getDelegatedTask().run();
      } else if (!encrypted.hasRemaining()) {
        return new Inbound.Data(plain.toByteArray());
      }
    }
  }

  private byte[] wrap(byte[] plain) throws SSLException {
    ByteBuffer out = ByteBuffer.allocate(2 * LONGEST_RECORD);
    ByteBuffer in = ByteBuffer.wrap(plain);
    do {
      engine.wrap(in, out);
    } while (in.hasRemaining());
    byte[] record = new byte[out.position()];
    out.flip().get(record);
    return record;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
