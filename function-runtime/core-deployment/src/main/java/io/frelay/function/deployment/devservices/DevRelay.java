package io.frelay.function.deployment.devservices;

import io.frelay.local.LocalRelay;
import io.quarkus.deployment.builditem.Startable;
import java.nio.file.Path;
import java.util.List;
import org.jboss.logging.Logger;

/** A relay on this machine, as Quarkus starts and closes it. */
final class DevRelay implements Startable {
  private static final Logger LOG = Logger.getLogger(DevRelay.class);

  private final Path program;
  private final int wanted;
  private final List<String> parties;
  private LocalRelay relay;

  /**
   * @param program the jar that holds the relay's application
   * @param port to listen on, 0 for any
   * @param parties to make certificates for
   */
  DevRelay(Path program, int port, List<String> parties) {
    this.program = program;
    this.wanted = port;
    this.parties = List.copyOf(parties);
  }

  @Override
  public void start() {
    relay = LocalRelay.start(program, wanted, LOG::debug);
    parties.forEach(this::directory);
  }

  /** Folder with a party's secrets. */
  Path directory(String party) {
    return relay.certificates().directory(party, relay.address());
  }

  /** A folder of {@code fr-adm}. */
  Path certificates() {
    return relay.certificates().root();
  }

  /** Address of its console. */
  String console() {
    return relay.console();
  }

  @Override
  public String getConnectionInfo() {
    return relay.address();
  }

  @Override
  public String getContainerId() {
    return null;
  }

  @Override
  public void close() {
    if (relay != null) {
      relay.close();
    }
  }
}
