package io.frelay.client;

import io.frelay.client.internal.dial.Cancellation;
import io.frelay.client.internal.dial.DialState;
import io.frelay.client.internal.dial.RelayConnector;
import io.frelay.client.internal.session.SessionBinding;
import io.frelay.pem.CertificateNames;
import io.frelay.pem.PemException;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small version 2 relay for tests that need many sessions: joins whoever asks for each other with
 * the same tag, and lets a party replace its own waiting request.
 */
public final class PairingRelay implements Closeable {
  private static final Pattern REQUEST =
      Pattern.compile("\\{\"DestParty\":\"([^\"]*)\",\"Tag\":\"([^\"]*)\".*");

  /**
   * @param key who is to meet, and under which tag
   */
  private record Waiter(
      String party, String key, boolean hasTime, String hello, EngineEnd connection) {}

  private static final Pattern HELLO = Pattern.compile("\"ClientHello\":\"([^\"]*)\"");

  private final TestWorld world;
  private final TestRelay relay;
  private final Map<String, Waiter> waiters = new HashMap<>();
  private final AtomicInteger sessions = new AtomicInteger();
  private final Map<String, Integer> joined = new ConcurrentHashMap<>();
  private final AtomicInteger looks = new AtomicInteger();
  private boolean swapping;
  private volatile boolean early;
  private volatile String standingMs = "";

  /** Authenticated connections without a request; guarded by this, as the next ones. */
  private final Set<EngineEnd> standing = new HashSet<>();

  /** Connections among these that nothing is heard of any more. */
  private final Set<EngineEnd> forgotten = new HashSet<>();

  /** Connections among these that end as soon as they make their request. */
  private final Set<EngineEnd> leaving = new HashSet<>();

  private final Map<String, List<EngineEnd>> connections = new HashMap<>();
  private final Set<String> banished = new HashSet<>();
  private int accepted;

  public PairingRelay(TestWorld world) {
    this.world = world;
    relay = new TestRelay(world);
    relay.acceptWithoutLimit();
    relay.threads.execute(this::acceptAll);
  }

  public RelayAddress address() {
    return relay.address();
  }

  /** Connector of a party that meets its peer by the tag "t". */
  public RelayConnector place(String self, String peer, FrelayClient.Builder options)
      throws Exception {
    PartyCredentials party = world.party(self);
    return new RelayConnector(
        List.of(address()),
        party.identity(),
        options.dialOptions(),
        new SessionBinding(party.user(), self, peer, "t", ""),
        new DialState(),
        new Cancellation());
  }

  /** Number of sessions that it has joined. */
  public int sessions() {
    return sessions.get();
  }

  /** Number of those by a tag. */
  public int joined(String tag) {
    return joined.getOrDefault(tag, 0);
  }

  /** Number of requests that had no time to wait, and whose peer did not wait. */
  public int looks() {
    return looks.get();
  }

  /** Returns once a party waits for its peer, which then becomes the server of the two. */
  public synchronized void awaitWaiter() throws InterruptedException {
    while (waiters.isEmpty()) {
      wait();
    }
  }

  /** From now on joins those who ask for each other with different tags only, or as it should. */
  public synchronized void swap(boolean wrongly) {
    swapping = wrongly;
  }

  /**
   * From now on delivers the second one's ClientHello, as relays do: the waiter becomes the server.
   */
  public void deliverHellos() {
    early = true;
  }

  /** From now on tells parties that ask how long a connection may stand. */
  public void allowStanding(int millis) {
    standingMs = ",\"StandingMs\":" + millis;
  }

  /** Returns once so many authenticated connections stand without a request. */
  public synchronized void awaitStanding(int count) throws InterruptedException {
    while (standing.size() != count) {
      wait();
    }
  }

  /** Returns once there were so many connections. */
  public synchronized void awaitAccepted(int count) throws InterruptedException {
    while (accepted < count) {
      wait();
    }
  }

  /** Number of connections so far. */
  public synchronized int accepted() {
    return accepted;
  }

  /** Ends those that stand without a request. */
  public synchronized void endStanding() throws IOException {
    for (EngineEnd each : standing) {
      each.send(each.closeNotify());
      each.close();
    }
  }

  /** Those that stand are dead from now on, and nobody is told. */
  public synchronized void forgetStanding() {
    forgotten.addAll(standing);
  }

  /** Those that stand are closed when they make their request. */
  public synchronized void leaveStanding() {
    leaving.addAll(standing);
  }

  /** Cuts a party off: ends its connections, and serves it no more. */
  public synchronized void banish(String party) throws IOException {
    banished.add(party);
    for (EngineEnd each : connections.getOrDefault(party, List.of())) {
      each.socket.close();
    }
  }

  private synchronized void admit(String party, EngineEnd connection) throws IOException {
    connections.computeIfAbsent(party, none -> new ArrayList<>()).add(connection);
    if (banished.contains(party)) {
      connection.close();
      throw new IOException(party + " is cut off");
    }
  }

  /** Ends all connections there are, as a restart would; serves new ones. */
  public synchronized void cut() {
    waiters.clear();
    relay.cut();
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
      X509Certificate certificate =
          (X509Certificate) connection.engine.getSession().getPeerCertificates()[0];
      String party = CertificateNames.of(certificate).commonName().orElseThrow();
      admit(party, connection);
      Matcher request = REQUEST.matcher(request(connection));
      if (!request.matches()) {
        throw new IOException("no request");
      }
      String dest = request.group(1);
      String key =
          (party.compareTo(dest) < 0 ? party + "|" + dest : dest + "|" + party)
              + "|"
              + request.group(2);
      Matcher hello = HELLO.matcher(request.group());
      Waiter arrived =
          new Waiter(
              party,
              key,
              !request.group().contains("\"TimeoutMs\":0,"),
              hello.find() ? hello.group(1) : "",
              connection);
      Optional<Waiter> other = meet(arrived);
      if (other.isPresent()) {
        join(arrived, other.get().connection());
      } else if (request.group().contains("\"Prepared\":true")) {
        connection.send(connection.seal(new byte[] {' '}));
      }
    } catch (IOException | PemException e) {
      // A connection that ends is nothing that a relay worries about.
    }
  }

  private String request(EngineEnd connection) throws IOException {
    synchronized (this) {
      accepted++;
      standing.add(connection);
      notifyAll();
    }
    try {
      String request = TestRelay.request(connection);
      leaveIfDue(connection);
      return request;
    } finally {
      synchronized (this) {
        standing.remove(connection);
        notifyAll();
      }
    }
  }

  /**
   * A connection that has left must not wait: it could take over from the connection that replaces
   * it.
   */
  private synchronized void leaveIfDue(EngineEnd connection) throws IOException {
    if (leaving.contains(connection)) {
      connection.close();
      throw new IOException("left");
    }
  }

  private synchronized Optional<Waiter> meet(Waiter arrived) throws IOException {
    if (forgotten.contains(arrived.connection())) {
      throw new IOException("lost on the way");
    }
    if (swapping) {
      Optional<Waiter> wrong =
          waiters.values().stream()
              .filter(each -> !each.key().equals(arrived.key()))
              .filter(each -> !each.party().equals(arrived.party()))
              .findFirst();
      if (wrong.isPresent()) {
        waiters.remove(wrong.get().key());
        return wrong;
      }
    }
    Waiter there = waiters.get(arrived.key());
    if (!arrived.hasTime() && (there == null || there.party().equals(arrived.party()))) {
      looks.incrementAndGet();
      TestRelay.answer(
          arrived.connection(), "{\"Error\":{\"Code\":\"peer_timeout\",\"Message\":\"no time\"}}");
      return Optional.empty();
    }
    Waiter waiting = waiters.remove(arrived.key());
    if (swapping && waiting != null && !waiting.party().equals(arrived.party())) {
      TestRelay.answer(
          waiting.connection(), "{\"Error\":{\"Code\":\"draining\",\"Message\":\"not now\"}}");
      waiting = null;
    }
    if (waiting != null && !waiting.party().equals(arrived.party())) {
      return Optional.of(waiting);
    }
    if (waiting != null) {
      TestRelay.answer(
          waiting.connection(), "{\"Error\":{\"Code\":\"taken_over\",\"Message\":\"replaced\"}}");
    }
    waiters.put(arrived.key(), arrived);
    notifyAll();
    return Optional.empty();
  }

  private void join(Waiter arrived, EngineEnd waiter) throws IOException {
    EngineEnd second = arrived.connection();
    sessions.incrementAndGet();
    joined.merge(arrived.key().substring(arrived.key().lastIndexOf('|') + 1), 1, Integer::sum);
    if (early && !arrived.hello().isEmpty()) {
      byte[] hello = Base64.getDecoder().decode(arrived.hello());
      TestRelay.answer(waiter, "{\"Mode\":1,\"Version\":2" + standingMs + "}", hello);
      TestRelay.answer(
          second, "{\"Mode\":2,\"Version\":2,\"ClientHelloDelivered\":true" + standingMs + "}");
    } else {
      TestRelay.answer(second, "{\"Mode\":1,\"Version\":2" + standingMs + "}");
      TestRelay.answer(waiter, "{\"Mode\":2,\"Version\":2" + standingMs + "}");
    }
    relay.pump(second.socket, waiter.socket);
    relay.pump(waiter.socket, second.socket);
  }

  @Override
  public void close() throws IOException {
    relay.close();
  }
}
