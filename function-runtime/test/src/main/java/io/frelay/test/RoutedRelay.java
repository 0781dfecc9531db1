package io.frelay.test;

import io.frelay.client.RelayAddress;
import io.frelay.local.LocalCertificates;
import io.frelay.local.LocalRelay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A relay and the way to it, for all tests of a run. Safe for use by several threads. */
final class RoutedRelay implements AutoCloseable {
  private final LocalCertificates certificates;
  private final FaultyRoute route;
  private final Optional<LocalRelay> own;

  private RoutedRelay(LocalCertificates certificates, FaultyRoute route, Optional<LocalRelay> own) {
    this.certificates = certificates;
    this.route = route;
    this.own = own;
  }

  /** Starts one. */
  static RoutedRelay start() {
    System.Logger log = System.getLogger(FrelayTest.class.getName());
    LocalRelay relay = LocalRelay.start(line -> log.log(System.Logger.Level.DEBUG, line));
    return new RoutedRelay(relay.certificates(), new FaultyRoute(relay::port), Optional.of(relay));
  }

  /**
   * One that somebody else has started.
   *
   * @param party directory of one of its parties
   */
  static RoutedRelay beside(Path party) {
    try {
      int port = RelayAddress.parse(Files.readString(party.resolve("RELAY"))).port();
      return new RoutedRelay(
          LocalCertificates.beside(party), new FaultyRoute(() -> port), Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  FaultyRoute route() {
    return route;
  }

  Path directory(String party) {
    return certificates.directory(party, route.address().toString());
  }

  void restart() {
    own.orElseThrow(
            () -> new UnsupportedOperationException("dev services' relay cannot be restarted"))
        .restart();
  }

  @Override
  public void close() {
    route.close();
    own.ifPresent(LocalRelay::close);
  }
}
