package io.frelay.scenarios.functions.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.examples.Overlap;
import io.frelay.scenarios.functions.support.CloudFunction.Answer;
import io.frelay.scenarios.support.Parties;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.util.List;
import java.util.concurrent.Future;

/** A plain client that has "b" and "c", in an overlap with a function that has "a" and "b". */
public record OverlapPeer(Future<Overlap.Output> output) {
  /** What the function answers. */
  public static final Answer ANSWER =
      new Answer(200, "{\"common\":[\"b\"],\"own\":2,\"theirs\":2}");

  /** Party 0, for a function that is party 1. */
  public static OverlapPeer of(RelayProcess relay, String tag) {
    return of(relay, "0", "1", tag);
  }

  public static OverlapPeer of(RelayProcess relay, String self, String function, String tag) {
    return new OverlapPeer(PlainParty.overlap(relay, Shared.PKI, self, function, tag, "b", "c"));
  }

  /** The request that names the handler and the tag. */
  public static String request(String tag) {
    return """
        {"frelay":{"handler":"overlap","tag":"%s"},"input":{"items":["a","b"]}}"""
        .formatted(tag);
  }

  /** Waits for its end. */
  public void requireMet() throws Exception {
    assertThat(Parties.await(output)).isEqualTo(new Overlap.Output(List.of("b"), 2, 2));
  }

  /** Waits for its end; {@code answer} is the function's. */
  public void requireMet(Answer answer) throws Exception {
    assertThat(answer).isEqualTo(ANSWER);
    requireMet();
  }
}
