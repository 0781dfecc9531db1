package io.frelay.demo;

import io.frelay.pem.CertifiedKey;
import io.frelay.pem.Pem;
import io.frelay.pem.Trust;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Comes to the relay with a certificate of another authority. It does not use the client library:
 * that one would see that the relay does not want the certificate, and not even show it.
 */
public final class Intruder {
  private static final int REFUSAL_MILLIS = 3_000;

  private Intruder() {}

  public static void main(String... args) throws IOException, GeneralSecurityException {
    Map<String, String> environment = System.getenv();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        new KeyManager[] {new Insistent(key(environment))},
        trusting(environment.get("RELAY_CA")),
        new SecureRandom());
    String[] relay = environment.get("RELAY").split(":", 2);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(relay[0], Integer.parseInt(relay[1]))) {
      socket.startHandshake();
      int answer = answer(socket);
      tell("answered", answer < 0 ? "nothing, and closed" : "as if it were welcome");
    } catch (SSLException e) {
      tell("refused", e.getMessage());
      System.exit(DemoParty.NOT_CONNECTED);
    }
  }

  /**
   * Waits for the refusal before it asks: TLS 1.3 completes the client's handshake first, and a
   * request to a connection that the relay has closed would be reset, and the alert lost.
   */
  private static int answer(SSLSocket socket) throws IOException {
    socket.setSoTimeout(REFUSAL_MILLIS);
    try {
      return socket.getInputStream().read();
    } catch (SocketTimeoutException e) {
      byte[] request = "{\"DestParty\":\"0\",\"Tag\":\"demo\"}".getBytes(StandardCharsets.UTF_8);
      socket.getOutputStream().write(request);
      return socket.getInputStream().read();
    }
  }

  private static void tell(String event, String message) {
    System.out.println(Event.of(event).with("message", message).encode());
  }

  private static CertifiedKey key(Map<String, String> environment) throws GeneralSecurityException {
    return CertifiedKey.of(
        environment.get("RELAY_CERT"), "RELAY_CERT", environment.get("RELAY_KEY"), "RELAY_KEY");
  }

  private static TrustManager[] trusting(String ca) throws GeneralSecurityException {
    return new TrustManager[] {Trust.in(Pem.certificates(ca, "RELAY_CA")).manager()};
  }

  /** Shows its certificate, whichever authorities the relay accepts. */
  private static final class Insistent extends X509ExtendedKeyManager {
    private static final String ALIAS = "intruder";
    private final CertifiedKey key;

    Insistent(CertifiedKey key) {
      this.key = key;
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
      return ALIAS;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return key.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return key.key();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
      return new String[0];
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
      return null;
    }
  }
}
