package io.frelay.clientfunc;

import io.frelay.client.ClientRuntime;
import io.frelay.client.DirectConnection;
import io.frelay.client.DirectListener;
import io.frelay.client.FrelayClient;
import io.frelay.client.PartyCredentials;
import io.frelay.client.PeerConnection;
import io.frelay.client.RelayAddress;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** Sets up the sessions of one run, the same way each. Safe for use by several threads. */
interface SessionOpener extends Closeable {
  /** Default address of a server, as earlier scripts expect it. */
  RelayAddress USUAL_TARGET = new RelayAddress("localhost", 9000);

  /** Sets up session {@code index}, from 0. */
  PeerConnection open(int index) throws IOException, InterruptedException;

  @Override
  default void close() throws IOException {}

  /** Purpose of the sessions of a {@code TEST}. */
  String FOR_TESTS = "a client_func TEST";

  /** Purpose of the sessions of {@code pipe}, {@code listen} and {@code forward}. */
  String FOR_STREAMS = "a client_func pipe, listen or forward";

  /**
   * As {@code MODE}, {@code RELAY} and {@code TARGET} say.
   *
   * @param purpose one of the above, which the peer is asked to confirm
   * @param runtime of the sessions through a relay
   */
  static SessionOpener of(
      Settings settings,
      Environment environment,
      PartyCredentials credentials,
      String purpose,
      ClientRuntime runtime,
      Messenger messenger)
      throws UsageException, IOException {
    List<RelayAddress> places =
        settings.mode() == Settings.Mode.RELAY ? relays(environment) : List.of(target(environment));
    RelayAddress target = places.get(0);
    SessionOpener sessions =
        switch (settings.mode()) {
          case RELAY ->
              relayed(settings, client(environment, runtime).credentials(credentials), purpose);
          case CLIENT ->
              index ->
                  DirectConnection.connect(
                      target, credentials, settings.dest(), settings.timeout());
          case SERVER -> listening(settings, target, credentials, messenger);
        };
    return new AnnouncingOpener(
        sessions, settings.timeout(), () -> messenger.say(announcement(settings, places)));
  }

  private static String announcement(Settings settings, List<RelayAddress> places) {
    String tag = settings.tag(0);
    return "waiting for party %s at %s%s, at most %s"
        .formatted(
            settings.dest(),
            places.stream().map(RelayAddress::toString).collect(Collectors.joining(" or ")),
            tag.isEmpty() ? "" : " (tag '" + tag + "')",
            Figures.seconds(settings.timeout()));
  }

  /** Returns a builder that lacks the credentials. */
  static FrelayClient.Builder client(Environment environment, ClientRuntime runtime)
      throws UsageException {
    return FrelayClient.builder()
        .relays(relays(environment))
        .proxies(environment.proxies())
        .runtime(runtime);
  }

  private static SessionOpener relayed(
      Settings settings, FrelayClient.Builder builder, String purpose) {
    FrelayClient client = builder.preparedConnections(0).build(); // it ends with its sessions
    return index ->
        client.connect(settings.dest(), settings.tag(index), purpose, settings.timeout());
  }

  static List<RelayAddress> relays(Environment environment) throws UsageException {
    return environment.addresses("RELAY", "set it to the relay's host:port");
  }

  private static RelayAddress target(Environment environment) throws UsageException {
    return environment.text("TARGET").isPresent()
        ? environment.address("TARGET", "with MODE it is the host:port of the server")
        : USUAL_TARGET;
  }

  private static SessionOpener listening(
      Settings settings, RelayAddress target, PartyCredentials credentials, Messenger messenger)
      throws IOException {
    DirectListener listener = new DirectListener(target, credentials);
    messenger.listening(new RelayAddress(target.host(), listener.port()).toString());
    return new SessionOpener() {
      @Override
      public PeerConnection open(int index) throws IOException, InterruptedException {
        return listener.accept(settings.dest(), settings.timeout());
      }

      @Override
      public void close() throws IOException {
        listener.close();
      }
    };
  }
}
