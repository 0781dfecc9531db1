package io.frelay.client.group;

import io.frelay.client.FrelayClient;
import io.frelay.client.SessionFacts;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;

/**
 * Parties that are all connected with each other, each pair by a session of its own, end to end.
 * {@link FrelayClient#join} connects one. Its operations are those of the empty tag; {@link #with}
 * has others.
 *
 * <p>When a member is lost, an operation is late or calls do not match, the group ends at all
 * members. Every call then fails with the same {@link GroupException}, which names the member. A
 * session that loses its connection and gets it back within {@link GroupOptions#silence} is not
 * lost.
 *
 * <p>Safe for use by several threads, each with a tag of its own. {@link #close} may be called from
 * any thread, and ends operations that are in progress.
 */
public final class Group extends Collectives implements Closeable {
  private final Mesh mesh;

  private Group(Mesh mesh) {
    super(mesh, mesh.channels().get(""), mesh.options.operationTimeout());
    this.mesh = mesh;
  }

  /**
   * Connects all pairs of a group; see {@link FrelayClient#join(String, List, Duration,
   * GroupOptions)}.
   *
   * @param client of the member here
   */
  public static Group join(
      FrelayClient client,
      String name,
      List<String> members,
      Duration timeout,
      GroupOptions options)
      throws GroupException, InterruptedException {
    GroupName group = new GroupName(name, members);
    int self = group.members().indexOf(client.party());
    if (self < 0) {
      throw new IllegalArgumentException(
          "%s is not among the members %s".formatted(client.party(), members));
    }
    Mesh mesh = new Mesh(group, self, options);
    new Joining(client, mesh, timeout).run();
    mesh.start();
    return new Group(mesh);
  }

  /** Returns the name. */
  public String name() {
    return mesh.group.name();
  }

  /** Returns all members in the order of their ranks, this one included. */
  public List<String> members() {
    return mesh.group.members();
  }

  /** Returns the number of members. */
  public int size() {
    return members().size();
  }

  /** Returns the rank of this member. */
  public int rank() {
    return mesh.self;
  }

  /**
   * Returns how the session with a member came about.
   *
   * @throws IllegalArgumentException if it is no other member
   */
  public SessionFacts facts(String member) {
    int rank = members().indexOf(member);
    if (rank < 0 || rank == rank()) {
      throw new IllegalArgumentException(member + " is no other member of the group");
    }
    return mesh.connection(rank).facts();
  }

  /**
   * Leaves the group in good order. What was sent arrives. The others' operations that need this
   * member no more go on; their later ones fail. Takes as long as {@link
   * io.frelay.client.PeerConnection#close}. Called again, or on a group that has failed, it does
   * nothing.
   */
  @Override
  public void close() {
    mesh.close();
  }

  /** Name and members. */
  @Override
  public String toString() {
    return "Group[\"%s\", %s of %s]".formatted(name(), members().get(rank()), members());
  }
}
