package io.frelay.client.internal.tls;

import io.frelay.client.FrelayException;
import io.frelay.client.RelayAddress;
import io.frelay.client.RelayFacts;
import io.frelay.client.RelayTlsException;
import io.frelay.client.RelayUnreachableException;
import io.frelay.client.internal.net.TcpConnection;
import io.frelay.credentials.PeerCheck.WrongNameException;
import io.frelay.credentials.TlsLayer;
import io.frelay.pem.CertificateNames;
import io.frelay.pem.PemException;
import io.frelay.protocol.Answer;
import io.frelay.protocol.AuthRequest;
import io.frelay.protocol.Limits;
import io.frelay.protocol.MalformedMessageException;
import io.frelay.protocol.Names;
import io.frelay.protocol.Ready;
import io.frelay.protocol.Role;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * The TLS with the relay, from its ClientHello to the relay's close_notify. It takes from the
 * connection exactly the records up to that close_notify and sends none of its own, so that the
 * connection is then the two parties', byte for byte.
 */
public final class OuterTls {
  private final RelayAddress relay;

  /** One record is what a relay sends; more than these is an attempt to keep us busy. */
  private static final int MAX_PIECES = 64;

  private final TlsStream tls;

  private OuterTls(RelayAddress relay, TlsStream tls) {
    this.relay = relay;
    this.tls = tls;
  }

  /** Sends the ClientHello and does not wait: the relay's answer takes a round trip. */
  public static OuterTls begin(TcpConnection tcp, RelayAddress relay, TlsLayer identity)
      throws FrelayException {
    OuterTls outer =
        new OuterTls(
            relay,
            TlsStream.untilCloseNotify(
                identity.engine(Role.CLIENT, Names.RELAY), tcp.in(), tcp.out()));
    outer.attempt(outer.tls::sendClientHello);
    return outer;
  }

  /** The rest of the handshake, but for our last word: {@link #send} sends it with the request. */
  public void handshake() throws FrelayException {
    attempt(tls::handshakeUpToWrite);
  }

  /** All the rest of the handshake, where the request is to come later. */
  public void handshakeToTheEnd() throws FrelayException {
    attempt(tls::handshake);
  }

  /** A part of the handshake. */
  private interface Part {
    void run() throws IOException;
  }

  private void attempt(Part part) throws FrelayException {
    try {
      part.run();
    } catch (SSLException e) {
      throw failure(relay, e);
    } catch (IOException e) {
      throw new RelayUnreachableException(
          "the relay %s did not complete the TLS handshake (%s); is it up, and is it a relay?"
              .formatted(relay, e.getMessage()),
          e);
    }
  }

  /**
   * Asks for the peer and waits for the answer and the close_notify behind it.
   *
   * @throws java.net.SocketTimeoutException if the deadline passes first
   */
  public Answer ask(AuthRequest request) throws IOException {
    send(request);
    return answer(request);
  }

  /** Asks for the peer. */
  public void send(AuthRequest request) throws IOException {
    byte[] bytes = request.encode();
    tls.write(bytes, 0, bytes.length);
  }

  /** Waits until something of the answer is there: white space, perhaps, before the rest of it. */
  public void awaitSign() throws IOException {
    if (tls.next() == null) {
      throw new EOFException("it closed the connection");
    }
  }

  /**
   * Waits for the answer and the close_notify behind it.
   *
   * @throws java.net.SocketTimeoutException if the deadline passes first
   */
  public Answer answer(AuthRequest request) throws IOException {
    try {
      byte[] answer = readAnswer();
      if (answer.length == 0) {
        throw new EOFException("it closed the connection");
      }
      Answer decoded = Answer.decode(answer);
      requireOwnHello(request, decoded);
      return decoded;
    } catch (MalformedMessageException e) {
      throw new RelayTlsException(
          "the relay %s answered what no relay answers (%s); is it a relay?"
              .formatted(relay, e.getMessage()),
          e);
    } catch (SSLException e) {
      // In TLS 1.3 a relay that does not accept our certificate says so only now.
      throw failure(relay, e);
    }
  }

  private static void requireOwnHello(AuthRequest request, Answer answer)
      throws MalformedMessageException {
    if (answer instanceof Ready ready
        && ready.clientHelloDelivered()
        && request.clientHello().isEmpty()) {
      throw new MalformedMessageException("it delivered a ClientHello that we did not send");
    }
  }

  private byte[] readAnswer() throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream(64);
    byte[] piece = new byte[Limits.ANSWER_BYTES];
    for (int pieces = 0; ; pieces++) {
      int count = tls.read(piece, 0, piece.length);
      if (count < 0) {
        break;
      }
      answer.write(piece, 0, count);
      if (answer.size() > Limits.ANSWER_BYTES || pieces > MAX_PIECES) {
        throw new MalformedMessageException(
            "more than %d bytes, or than %d records".formatted(Limits.ANSWER_BYTES, MAX_PIECES));
      }
    }
    return answer.toByteArray();
  }

  /** The relay's. */
  public X509Certificate certificate() {
    return tls.peerChain().get(0);
  }

  public RelayFacts facts(int protocolVersion) {
    try {
      X509Certificate certificate = certificate();
      return new RelayFacts(
          relay,
          CertificateNames.of(certificate).identities(),
          certificate.getNotAfter().toInstant(),
          tls.facts(),
          protocolVersion);
    } catch (PemException e) {
      throw new IllegalStateException("TLS without the relay's certificate", e);
    }
  }

  private static RelayTlsException failure(RelayAddress relay, SSLException failure) {
    Optional<WrongNameException> wrong = TlsDiagnosis.cause(failure, WrongNameException.class);
    String reason =
        wrong.isPresent()
            ? "its certificate names %s, not %s; is this the relay?"
                .formatted(String.join(", ", wrong.get().names()), Names.RELAY)
            : TlsDiagnosis.of(failure, "RELAY_CA", "RELAY_CERT");
    return new RelayTlsException("TLS with the relay " + relay + " failed: " + reason, failure);
  }
}
