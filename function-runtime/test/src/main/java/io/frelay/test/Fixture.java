package io.frelay.test;

import io.frelay.client.CredentialsException;
import io.frelay.client.FrelayClient;
import io.frelay.client.FrelayException;
import io.frelay.client.PeerConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** All that one test has. For the test's thread. */
final class Fixture {
  /** Time that scripts may take behind the test's end. */
  private static final Duration END = Duration.ofSeconds(10);

  private final RoutedRelay relay;
  private final boolean application;
  private final TestNetwork network;
  private final Scripts scripts = new Scripts();
  private final List<FrelayClient> clients = new ArrayList<>();
  private final Map<String, TestPeer> peers = new HashMap<>();
  private final Map<String, PeerConnection> connections = new HashMap<>();

  /**
   * @param application whether the party under test is an application that runs
   */
  Fixture(RoutedRelay relay, boolean application) {
    this.relay = relay;
    this.application = application;
    network = new TestNetwork(relay, this::owned);
  }

  static boolean supports(Class<?> type, Optional<InjectPeer> peer) {
    return peer.isEmpty()
        ? type == TestNetwork.class
        : type == TestPeer.class || type == PeerConnection.class || type == FrelayClient.class;
  }

  /** Value of a parameter or field. */
  Object get(Class<?> type, Optional<InjectPeer> peer) {
    try {
      if (peer.isEmpty()) {
        return network;
      }
      String name = peer.get().value();
      String with = with(peer.get());
      if (type == TestPeer.class) {
        return peer(name, with);
      }
      return type == FrelayClient.class ? network.client(name) : connection(name, with);
    } catch (FrelayException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while parties met", e);
    }
  }

  private static String with(InjectPeer peer) {
    if (!peer.with().isEmpty()) {
      return peer.with();
    }
    return peer.value().equals("0") ? "1" : "0";
  }

  private TestPeer peer(String name, String with) throws CredentialsException {
    String pair = pair(name, with);
    TestPeer peer = peers.get(pair);
    if (peer == null) {
      peer = new TestPeer(name, with, network.client(name), scripts);
      peers.put(pair, peer);
    }
    return peer;
  }

  private PeerConnection connection(String name, String with)
      throws FrelayException, InterruptedException {
    if (application) {
      throw new IllegalStateException(
          "party %s cannot be met before the application is called; inject a TestPeer"
              .formatted(with));
    }
    if (!connections.containsKey(pair(name, with))) {
      join(name, with);
    }
    return connections.get(pair(name, with));
  }

  private void join(String name, String with) throws FrelayException, InterruptedException {
    FrelayClient here = network.client(name);
    FrelayClient there = network.client(with);
    FutureTask<PeerConnection> other =
        new FutureTask<>(() -> there.connect(name, "", TestPeer.PATIENCE));
    FaultyRoute.start("frelay party " + with, other);
    connections.put(pair(name, with), here.connect(with, "", TestPeer.PATIENCE));
    try {
      connections.put(pair(with, name), other.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    }
  }

  private static String pair(String name, String with) {
    return name + " with " + with;
  }

  private synchronized FrelayClient owned(FrelayClient client) {
    clients.add(client);
    return client;
  }

  /**
   * Ends what is left of the test.
   *
   * @return failures of scripts by the party's name
   */
  Map<String, Throwable> close(boolean failed) throws InterruptedException {
    try {
      return scripts.await(failed ? Duration.ZERO : END);
    } finally {
      relay.route().delay(Duration.ZERO);
      relay.route().up();
      clients.forEach(FrelayClient::abortAll);
      relay.route().cut();
      clients.forEach(FrelayClient::close);
    }
  }
}
