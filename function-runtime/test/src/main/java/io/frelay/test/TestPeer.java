package io.frelay.test;

import io.frelay.client.FrelayClient;
import io.frelay.client.FrelayException;
import io.frelay.client.PeerConnection;
import java.time.Duration;

/**
 * A party that does what the test tells it. Safe for use by several threads.
 *
 * <pre>{@code
 * peer.plays(other -> other.messages().send(other.messages().receive().orElseThrow()));
 * }</pre>
 */
public final class TestPeer {
  /** Time that a session may take to come about. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String name;
  private final String other;
  private final FrelayClient client;
  private final Scripts scripts;

  TestPeer(String name, String other, FrelayClient client, Scripts scripts) {
    this.name = name;
    this.other = other;
    this.client = client;
    this.scripts = scripts;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Client with its credentials. */
  public FrelayClient client() {
    return client;
  }

  /**
   * Waits for the other party, at most 30 s.
   *
   * @param tag the session's, as the other party asks for it
   * @return a connection that is closed after the test at the latest
   */
  public PeerConnection meet(String tag) throws FrelayException, InterruptedException {
    return client.connect(other, tag, PATIENCE);
  }

  /** The same for a session without a tag. */
  public PeerConnection meet() throws FrelayException, InterruptedException {
    return meet("");
  }

  /** Meets the other party in the background, without a tag, and plays a part there. */
  public TestPeer plays(Script<PeerConnection> script) {
    return plays("", script);
  }

  /** The same with a tag. Each call is one session; the test fails if it does not come about. */
  public TestPeer plays(String tag, Script<PeerConnection> script) {
    Stage stage = new Stage();
    scripts.start(
        name,
        () -> {
          try (PeerConnection connection = meet(tag)) {
            stage.met = true;
            script.play(connection);
          }
          return null;
        },
        () ->
            stage.met
                ? "its script is still running"
                : "party %s has not come to tag '%s'".formatted(other, tag),
        () -> {});
    return this;
  }

  /** How far a script is. */
  private static final class Stage {
    private volatile boolean met;
  }
}
