package io.frelay.client.group;

import io.frelay.client.FrelayClient;
import io.frelay.client.PairingRelay;
import io.frelay.client.TestWorld;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Parties named "0", "1", ... at one relay, each member's calls on a thread of its own. */
final class JoinedMembers implements Closeable {
  static final Duration LONG = Duration.ofSeconds(30);

  /** Part of one member. */
  interface Call<T> {
    T at(Group group) throws Exception;
  }

  final ExecutorService threads = Executors.newCachedThreadPool();
  private final TestWorld world = new TestWorld();
  private final PairingRelay relay = new PairingRelay(world);
  private final Map<String, FrelayClient> clients = new HashMap<>();
  private final AtomicInteger names = new AtomicInteger();

  JoinedMembers() {
    relay.deliverHellos();
  }

  PairingRelay relay() {
    return relay;
  }

  synchronized FrelayClient client(String name) throws Exception {
    FrelayClient known = clients.get(name);
    if (known == null) {
      known = client(name, FrelayClient.builder());
      clients.put(name, known);
    }
    return known;
  }

  FrelayClient client(String name, FrelayClient.Builder options) throws Exception {
    return options.relay(relay.address()).credentials(world.party(name)).build();
  }

  static List<String> names(int size) {
    return IntStream.range(0, size).mapToObj(Integer::toString).toList();
  }

  /** A group of so many, by a name of its own. */
  List<Group> join(int size) throws Exception {
    return join(size, GroupOptions.DEFAULTS);
  }

  List<Group> join(int size, GroupOptions options) throws Exception {
    return join(names(size), options);
  }

  List<Group> join(List<String> parties, GroupOptions options) throws Exception {
    String name = "group " + names.incrementAndGet();
    List<Future<Group>> joins = new ArrayList<>();
    for (String each : parties) {
      FrelayClient client = client(each);
      joins.add(threads.submit(() -> client.join(name, parties, LONG, options)));
    }
    return all(joins);
  }

  /** Has all members do the same at the same time; returns what comes of it. */
  <T> List<T> all(List<Group> groups, Call<T> call) throws Exception {
    return all(start(groups, call));
  }

  <T> List<Future<T>> start(List<Group> groups, Call<T> call) {
    return groups.stream().map(group -> threads.submit(() -> call.at(group))).toList();
  }

  static <T> List<T> all(List<Future<T>> calls) throws Exception {
    List<T> results = new ArrayList<>();
    for (Future<T> each : calls) {
      results.add(each.get(30, TimeUnit.SECONDS));
    }
    return results;
  }

  void close(List<Group> groups) throws Exception {
    all(
        groups,
        group -> {
          group.close();
          return true;
        });
  }

  @Override
  public void close() throws IOException {
    clients.values().forEach(FrelayClient::abortAll);
    relay.close();
    threads.shutdownNow();
  }
}
