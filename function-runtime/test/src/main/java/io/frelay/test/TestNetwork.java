package io.frelay.test;

import io.frelay.bundle.PartyVariable;
import io.frelay.client.CredentialsException;
import io.frelay.client.FrelayClient;
import io.frelay.client.PartyCredentials;
import io.frelay.client.RelayAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * A relay, the parties that may use it, and faults between them. Every party of the test comes to
 * the relay by the address given here; faults are on that way. Safe for use by several threads.
 *
 * <p>In a {@code @QuarkusTest} the application has a way of its own: faults are on the way of the
 * other parties. The session is between both, so it is cut and delayed all the same.
 */
public final class TestNetwork {
  private final RoutedRelay relay;
  private final UnaryOperator<FrelayClient> owner;

  /**
   * @param owner closes a client after the test
   */
  TestNetwork(RoutedRelay relay, UnaryOperator<FrelayClient> owner) {
    this.relay = relay;
    this.owner = owner;
  }

  /** Address of the relay. */
  public RelayAddress relay() {
    return relay.route().address();
  }

  /** Folder with a party's secrets, for {@code FRELAY_SECRETS_DIR}, of whatever name. */
  public Path directory(String party) {
    return relay.directory(party);
  }

  /** A party's certificates and keys. */
  public PartyCredentials credentials(String party) throws CredentialsException {
    Path directory = directory(party);
    return PartyCredentials.fromFiles(
        directory.resolve(PartyVariable.RELAY_CA.name()),
        directory.resolve(PartyVariable.RELAY_CERT.name()),
        directory.resolve(PartyVariable.RELAY_KEY.name()),
        directory.resolve(PartyVariable.USER_CA.name()),
        directory.resolve(PartyVariable.PARTY_CERT.name()),
        directory.resolve(PartyVariable.PARTY_KEY.name()));
  }

  /** Client of a party; it is closed after the test at the latest. */
  public FrelayClient client(String party) throws CredentialsException {
    return owner.apply(
        FrelayClient.builder().relay(relay()).credentials(credentials(party)).build());
  }

  /** Cuts all connections to the relay that stand now, with a reset. */
  public void cut() {
    relay.route().cut();
  }

  /** Has all bytes to and from the relay take this much longer from now on. */
  public void delay(Duration oneWay) {
    relay.route().delay(oneWay);
  }

  /** Cuts all connections, and refuses others until {@link #up}. */
  public void down() {
    relay.route().down();
  }

  /** Ends what {@link #down} has begun. */
  public void up() {
    relay.route().up();
  }

  /**
   * Kills the relay and starts it again, under the same address.
   *
   * @throws UnsupportedOperationException in a {@code @QuarkusTest}, whose relay is dev services'
   */
  public void restartRelay() {
    relay.restart();
  }
}
