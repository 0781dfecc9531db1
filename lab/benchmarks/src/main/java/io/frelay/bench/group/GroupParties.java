package io.frelay.bench.group;

import io.frelay.client.CredentialsException;
import io.frelay.client.FrelayClient;
import io.frelay.client.PartyCredentials;
import io.frelay.client.RelayAddress;
import io.frelay.testkit.relay.Certificates;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Parties of this process, each with a thread of its own for what all do at the same time. */
final class GroupParties implements Closeable {
  private static final int PATIENCE = 120;

  /** Part of one party. */
  interface Work {
    void at(int rank) throws Exception;
  }

  private final Certificates certificates;
  final int size;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  GroupParties(Certificates certificates, int size) {
    this.certificates = certificates;
    this.size = size;
  }

  String name(int rank) {
    return certificates.parties().get(rank);
  }

  List<String> names() {
    return certificates.parties().subList(0, size);
  }

  PartyCredentials credentials(int rank) throws CredentialsException {
    return PartyCredentials.fromFiles(certificates.files(name(rank)));
  }

  FrelayClient client(int rank, RelayAddress relay) throws CredentialsException {
    return FrelayClient.builder()
        .relay(relay)
        .credentials(credentials(rank))
        .preparedConnections(0)
        .build();
  }

  /** Has work done on a thread of its own. */
  <T> Future<T> start(Callable<T> work) {
    return threads.submit(work);
  }

  /** Has all parties begin at the same moment; returns milliseconds until the last one is done. */
  double time(Work work) throws Exception {
    long[] ends = new long[size];
    long[] begun = {0};
    CyclicBarrier line = new CyclicBarrier(size, () -> begun[0] = System.nanoTime());
    List<Future<Void>> all = new ArrayList<>();
    for (int rank : IntStream.range(0, size).toArray()) {
      all.add(
          start(
              () -> {
                line.await();
                work.at(rank);
                ends[rank] = System.nanoTime();
                return null;
              }));
    }
    for (Future<Void> each : all) {
      each.get(PATIENCE, TimeUnit.SECONDS);
    }
    return (IntStream.range(0, size).mapToLong(i -> ends[i]).max().orElseThrow() - begun[0]) / 1e6;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
