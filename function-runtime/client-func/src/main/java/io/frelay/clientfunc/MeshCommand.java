package io.frelay.clientfunc;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code mesh}: {@code listen} and {@code forward} with every other party of a group. */
@Command(
    name = "mesh",
    description = {
      "Joins programs that dial each other: a local port for each other party, and the",
      "own program's port for them. All parties can run the same line.",
      "NAME=PLACE of another party: connections to PORT or unix:PATH here go to its program.",
      "NAME=PLACE of this party: its program listens at PORT, HOST:PORT or unix:PATH.",
      "NAME alone: the other party may connect to the program here, not the reverse.",
      "@FILE: arguments from a file."
    },
    mixinStandardHelpOptions = true,
    versionProvider = ClientFunc.Version.class)
final class MeshCommand implements Callable<Integer> {
  @ParentCommand private ClientFunc party;

  @Parameters(paramLabel = "NAME[=PLACE]", arity = "1..*")
  private List<String> members;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Local address to listen on (default: ${DEFAULT-VALUE}).")
  private InetAddress address;

  @Option(
      names = "--max-sessions",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Maximum number of parallel sessions per peer and direction"
              + " (default: ${DEFAULT-VALUE}).")
  private int maxSessions;

  @Override
  public Integer call() throws Exception {
    List<MeshPeer> all = MeshPeer.parseAll(members);
    Tunnels tunnels = party.tunnels();
    Optional<LocalEndpoint> program = program(all, tunnels);
    try (LocalMesh mesh = new LocalMesh(MaxSessions.positive(maxSessions), party.messenger())) {
      for (MeshPeer each : all) {
        if (!each.name().equals(tunnels.self())) {
          add(mesh, each, tunnels, program);
        }
      }
      mesh.run();
    }
    return 0;
  }

  private void add(LocalMesh mesh, MeshPeer peer, Tunnels tunnels, Optional<LocalEndpoint> program)
      throws IOException, UsageException {
    if (peer.place().isPresent()) {
      LocalEndpoint place = LocalEndpoint.toListen(peer.place().get(), address);
      mesh.listen(place, tunnels.between(peer.name(), peer.name()));
    }
    if (program.isPresent()) {
      mesh.forward(program.get(), tunnels.between(peer.name(), tunnels.self()));
    }
  }

  /** Where the own program listens, if it does. */
  private static Optional<LocalEndpoint> program(List<MeshPeer> all, Tunnels tunnels)
      throws UsageException {
    for (MeshPeer each : all) {
      if (each.name().equals(tunnels.self()) && each.place().isPresent()) {
        String place = each.place().get();
        boolean isPort = place.matches("[0-9]+");
        LocalEndpoint service = LocalEndpoint.service(isPort ? "localhost:" + place : place);
        return Optional.of(new LocalEndpoint.Awaited(service, tunnels.timeout()));
      }
    }
    return Optional.empty();
  }
}
