package io.frelay.function.runtime;

import io.frelay.client.Deadline;
import io.frelay.client.group.Group;
import io.frelay.client.group.GroupException;
import io.frelay.function.PeerStream;
import io.frelay.function.Peers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The peers of one invocation, as its handler sees them. */
final class ConnectedPeers implements Peers {
  private final String self;
  private final String tag;
  private final Deadline deadline;
  private final Map<String, Link> links;
  private final InvocationGroup group;

  ConnectedPeers(
      String self,
      String tag,
      Deadline deadline,
      Map<String, Link> links,
      InvocationGroup.Connector group) {
    this.self = self;
    this.tag = tag;
    this.deadline = deadline;
    this.links = links;
    this.group = new InvocationGroup(group, deadline);
  }

  @Override
  public PeerStream get(String name) {
    Link link = links.get(name);
    if (link == null) {
      throw new IllegalArgumentException(
          "this invocation has no peer '%s'; it has: %s"
              .formatted(name, String.join(", ", names())));
    }
    return link.stream();
  }

  @Override
  public List<String> names() {
    return List.copyOf(links.keySet());
  }

  @Override
  public String self() {
    return self;
  }

  @Override
  public String tag() {
    return tag;
  }

  @Override
  public Group group() throws GroupException, InterruptedException {
    return group.get();
  }

  @Override
  public Duration remaining() {
    return deadline.remaining();
  }

  Map<String, Link> links() {
    return links;
  }

  void abort() {
    BlockingCalls.THREADS.execute(group::end);
    links.values().forEach(Link::abort);
  }

  /** Returns whether one has not taken all that was written to it, as far as is known. */
  boolean areCut() {
    return links.values().stream().anyMatch(Link::isCut);
  }

  /** Each may wait for its peer to end too, so they do it at the same time. */
  void release() {
    group.end();
    if (links.size() == 1) {
      links.values().forEach(Link::release);
      return;
    }
    CompletableFuture.allOf(
            links.values().stream()
                .map(link -> CompletableFuture.runAsync(link::release, BlockingCalls.THREADS))
                .toArray(CompletableFuture[]::new))
        .join();
  }
}
