package io.frelay.client;

import io.frelay.pem.CertificateNames;
import io.frelay.pem.PemException;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A relay that knows version 1 only, as the one that the protocol is from behaves towards parties:
 * it takes what one read of 512 bytes gives for the whole request; it keeps who waits until the
 * peer has come, whether or not it is still there; and when one direction of a session ends it ends
 * both.
 */
public final class OriginalRelay implements Closeable {
  private static final int LONGEST_REQUEST = 512;
  private static final Pattern REQUEST =
      Pattern.compile("\\{\"DestParty\":\"([^\"]*)\",\"Tag\":\"([^\"]*)\".*\\}\\s*");

  private final TestRelay relay;
  private final Map<List<String>, EngineEnd> waiting = new HashMap<>();
  private final List<Integer> requests = new CopyOnWriteArrayList<>();

  public OriginalRelay(TestWorld world) {
    relay = new TestRelay(world);
    relay.threads.execute(this::acceptAll);
  }

  public RelayAddress address() {
    return relay.address();
  }

  /** The length of each request in bytes, those that were too long included. */
  public List<Integer> requests() {
    return requests;
  }

  /** Number of requests that it keeps which wait, or have waited. */
  public synchronized int entries() {
    return waiting.size();
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket socket = relay.acceptRaw();
        relay.threads.execute(() -> serve(socket));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try {
      EngineEnd connection = relay.authenticate(socket);
      byte[] request = connection.read();
      requests.add(request.length);
      String known =
          new String(
              Arrays.copyOf(request, Math.min(request.length, LONGEST_REQUEST)),
              StandardCharsets.UTF_8);
      Matcher parts = REQUEST.matcher(known);
      if (parts.matches()) {
        meet(party(connection), parts.group(1), parts.group(2), connection);
      } else {
        connection.send(connection.closeNotify());
        connection.close();
      }
    } catch (IOException | PemException e) {
      // A connection that ends.
    }
  }

  private static String party(EngineEnd connection) throws IOException, PemException {
    X509Certificate shown =
        (X509Certificate) connection.engine.getSession().getPeerCertificates()[0];
    return CertificateNames.of(shown).commonName().orElseThrow();
  }

  private synchronized void meet(String party, String dest, String tag, EngineEnd connection)
      throws IOException {
    EngineEnd other = waiting.remove(List.of(dest, party, tag));
    if (other == null) {
      waiting.put(List.of(party, dest, tag), connection);
      return;
    }
    TestRelay.answer(connection, "{\"Mode\":1}");
    TestRelay.answer(other, "{\"Mode\":2}");
    relay.threads.execute(() -> carry(connection.socket, other.socket));
    relay.threads.execute(() -> carry(other.socket, connection.socket));
  }

  private static void carry(Socket from, Socket to) {
    try (from;
        to) {
      from.setSoTimeout(0);
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // The other direction has ended.
    }
  }

  @Override
  public void close() throws IOException {
    relay.close();
  }
}
