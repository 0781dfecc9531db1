package io.frelay.client.internal.dial;

import io.frelay.client.RelayAddress;
import io.frelay.client.internal.net.AddressLiteral;
import io.frelay.client.internal.net.TcpConnection;
import io.frelay.client.internal.tls.InputBuffer;
import io.frelay.client.internal.tls.TlsStream;
import io.frelay.pem.Pem;
import io.frelay.pem.PemException;
import io.frelay.pem.Trust;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * TLS with a proxy itself ({@code https://}): only the proxy shows a certificate, which must name
 * its host and be under a CA that this machine trusts, or one of {@code PROXY_CA}.
 */
final class ProxyTls {
  private static final int INPUT_BUFFER = 16 << 10; // bytes
  private static final String CA = "PROXY_CA";

  private final SSLContext context;

  private ProxyTls(SSLContext context) {
    this.context = context;
  }

  /**
   * Reads {@code PROXY_CA} or the file that {@code PROXY_CA_FILE} names; without either it is the
   * JVM's own trust store.
   *
   * @throws IllegalArgumentException that names the variable
   */
  static ProxyTls fromEnvironment(Map<String, String> variables) {
    try {
      Optional<String> authorities = authorities(variables);
      return new ProxyTls(
          authorities.isPresent()
              ? trusting(Pem.certificates(authorities.get(), CA))
              : SSLContext.getDefault());
    } catch (PemException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("TLS with a proxy cannot be set up: " + e.getMessage(), e);
    }
  }

  private static Optional<String> authorities(Map<String, String> variables) {
    String text = variables.getOrDefault(CA, "");
    if (!text.isBlank()) {
      return Optional.of(text);
    }
    String file = variables.getOrDefault(CA + "_FILE", "");
    if (file.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(Path.of(file), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s_FILE: %s cannot be read (%s)".formatted(CA, file, e.getMessage()), e);
    }
  }

  private static SSLContext trusting(List<X509Certificate> authorities)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {Trust.in(authorities).manager()}, null);
    return context;
  }

  /** Shakes hands with the proxy; from then on all that the tcp carries is inside this TLS. */
  void begin(TcpConnection tcp, RelayAddress proxy) throws IOException {
    SSLEngine engine = context.createSSLEngine(proxy.host(), proxy.port());
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (AddressLiteral.parse(proxy.host()).isEmpty()) {
      parameters.setServerNames(List.of(new SNIHostName(proxy.host())));
    }
    engine.setSSLParameters(parameters);
    TlsStream tls = TlsStream.toTheEnd(engine, new InputBuffer(tcp.in(), INPUT_BUFFER), tcp.out());
    tls.handshake();
    tcp.wrapIn(tls.input(), tls.output());
  }
}
