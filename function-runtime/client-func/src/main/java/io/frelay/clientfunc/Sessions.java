package io.frelay.clientfunc;

import io.frelay.client.DirectConnection;
import io.frelay.client.DirectListener;
import io.frelay.client.FrelayClient;
import io.frelay.client.PartyCredentials;
import io.frelay.client.PeerConnection;
import io.frelay.client.RelayAddress;
import java.io.Closeable;
import java.io.IOException;

/** Sets up the sessions of one run, the same way each. Safe for use by several threads. */
interface Sessions extends Closeable {
  /** Sets up session {@code index}, from 0. */
  PeerConnection open(int index) throws IOException, InterruptedException;

  @Override
  default void close() throws IOException {}

  /** As {@code MODE}, {@code RELAY} and {@code TARGET} say. */
  static Sessions of(
      Settings settings, Environment environment, PartyCredentials credentials, Messenger messenger)
      throws UsageException, IOException {
    RelayAddress address =
        settings.mode() == Settings.Mode.RELAY ? relay(environment) : target(environment);
    Sessions sessions =
        switch (settings.mode()) {
          case RELAY -> relayed(settings, environment, credentials);
          case CLIENT ->
              index ->
                  DirectConnection.connect(
                      address, credentials, settings.dest(), settings.timeout());
          case SERVER -> listening(settings, address, credentials, messenger);
        };
    String tag = settings.tag().isEmpty() ? "" : " (tag '" + settings.tag() + "')";
    return new Announced(
        sessions,
        settings.timeout(),
        () ->
            messenger.say(
                "waiting for party %s at %s%s, at most %s"
                    .formatted(
                        settings.dest(), address, tag, Figures.seconds(settings.timeout()))));
  }

  static Sessions relayed(Settings settings, Environment environment, PartyCredentials credentials)
      throws UsageException {
    FrelayClient client = new FrelayClient(relay(environment), credentials);
    return index -> client.connect(settings.dest(), settings.tag(index), settings.timeout());
  }

  private static RelayAddress relay(Environment environment) throws UsageException {
    return environment.address("RELAY", "set it to the relay's host:port");
  }

  private static RelayAddress target(Environment environment) throws UsageException {
    return environment.address("TARGET", "with MODE it is the host:port of the server");
  }

  private static Sessions listening(
      Settings settings, RelayAddress target, PartyCredentials credentials, Messenger messenger)
      throws IOException {
    DirectListener listener = new DirectListener(target, credentials);
    messenger.listening(target.host(), listener.port());
    return new Sessions() {
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
