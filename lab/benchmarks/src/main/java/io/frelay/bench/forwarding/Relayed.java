package io.frelay.bench.forwarding;

import io.frelay.protocol.Role;
import io.frelay.testkit.External;
import io.frelay.testkit.process.ProcessTree;
import io.frelay.testkit.relay.Certificates;
import io.frelay.testkit.relay.LoadIdentity;
import io.frelay.testkit.relay.RelayLauncher;
import io.frelay.testkit.relay.Version1Party;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A relay, ours or another of version 1: both ends come to it, and are joined. Or two of a cluster,
 * where each end comes to another.
 */
final class Relayed implements Forwarder {
  private static final int PATIENCE_SECONDS = 20;

  private final String name;
  private final List<InetSocketAddress> addresses;
  private final Optional<ProcessTree> processes;
  private final Certificates certificates;
  private final LoadIdentity one;
  private final LoadIdentity other;
  private final Runnable end;
  private int sessions;

  private Relayed(
      String name,
      List<InetSocketAddress> addresses,
      Optional<ProcessTree> processes,
      Certificates certificates,
      Runnable end)
      throws IOException {
    this.name = name;
    this.addresses = addresses;
    this.processes = processes;
    this.certificates = certificates;
    this.end = end;
    try {
      one = identity(0);
      other = identity(1);
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates in " + certificates.folder() + ": " + e, e);
    }
  }

  static Relayed of(String name, RelayLauncher.Running relay) throws IOException {
    return of(name, List.of(relay));
  }

  /** The first end comes to the first relay, the other to the last. */
  static Relayed of(String name, List<RelayLauncher.Running> relays) throws IOException {
    return new Relayed(
        name,
        relays.stream().map(RelayLauncher.Running::address).toList(),
        Optional.of(RelayLauncher.Running.tree(relays)),
        relays.get(0).certificates(),
        () -> relays.forEach(RelayLauncher.Running::close));
  }

  static Relayed of(External external) throws IOException {
    Optional<ProcessTree> processes =
        external.pid().isPresent()
            ? Optional.of(new ProcessTree(external.pid().getAsLong()))
            : Optional.empty();
    return new Relayed(
        external.name(),
        List.of(external.address()),
        processes,
        Certificates.in(external.certs()),
        () -> {});
  }

  private LoadIdentity identity(int party) throws IOException, GeneralSecurityException {
    return new LoadIdentity(
        certificates.atRelay(certificates.parties().get(party)), certificates.relayCa());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ForwardedPair connect() throws IOException {
    String tag = "bench" + sessions++;
    CompletableFuture<Version1Party> first = meet(addresses.get(0), one, 1, tag);
    CompletableFuture<Version1Party> second =
        meet(addresses.get(addresses.size() - 1), other, 0, tag);
    try {
      Version1Party a = first.join();
      Version1Party b = second.join();
      return a.role() == Role.CLIENT
          ? new ForwardedPair(a.channel(), b.channel())
          : new ForwardedPair(b.channel(), a.channel());
    } catch (CompletionException e) {
      throw new IOException(name + " did not join two parties: " + e.getCause(), e);
    }
  }

  private CompletableFuture<Version1Party> meet(
      InetSocketAddress address, LoadIdentity identity, int peer, String tag) {
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                return Version1Party.meet(address, identity, certificates.parties().get(peer), tag);
              } catch (IOException e) {
                throw new CompletionException(e);
              }
            },
            LoadThreads::start)
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public Optional<ProcessTree> processes() {
    return processes;
  }

  @Override
  public void close() {
    end.run();
  }
}
