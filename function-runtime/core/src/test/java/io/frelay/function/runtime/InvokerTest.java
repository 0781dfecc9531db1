package io.frelay.function.runtime;

import static io.frelay.client.group.Elements.LONGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.client.PairingRelay;
import io.frelay.client.group.Group;
import io.frelay.function.Call;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.Meeting;
import io.frelay.function.PeerHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which parties meet, and which do not. */
class InvokerTest extends InvokerParties {
  @Test
  void aRequestMayNameARelayThatTheOwnerAllows() throws Exception {
    String address = relay.address().toString().toUpperCase(Locale.ROOT);
    CompletableFuture<String> zero =
        call(roaming("0"), new Call<>(new Meeting(null, "r", List.of("1"), null, address), "a"));
    CompletableFuture<String> one = call("1", Meeting.of("r", "0"), "b");
    assertThat(zero.get()).isEqualTo("1b ");
    assertThat(one.get()).isEqualTo("0a ");
  }

  @Test
  void aCallWithoutPeersNeedsNoRelay() throws Exception {
    CompletableFuture<String> alone =
        call(
            roaming("0"),
            (input, peers) ->
                input + peers.self() + peers.tag() + peers.names() + peers.group().members(),
            new Call<>(Meeting.of("t"), "i"));
    assertThat(alone.get()).isEqualTo("i0t[][0]");
  }

  /** The requests name the peers in different orders; the ranks are those of the names. */
  @Test
  void aHandlersPeersAreAGroup() throws Exception {
    PeerHandler<String, String> handler =
        (input, peers) -> {
          Group group = peers.group();
          long sum = group.allReduce(new long[] {Long.parseLong(peers.self()) + 1}, LONGS.sum())[0];
          peers.group().barrier();
          return group.rank()
              + " of "
              + group.members()
              + ": "
              + sum
              + " "
              + TELL.handle("", peers);
        };
    Invoker[] parties = {party("0"), party("1"), party("2")};
    for (String tag : List.of("group", "group", "")) { // one after the other: also with one tag
      CompletableFuture<String> zero =
          call(parties[0], handler, new Call<>(Meeting.of(tag, "2", "1"), ""));
      CompletableFuture<String> one =
          call(parties[1], handler, new Call<>(Meeting.of(tag, "0", "2"), ""));
      CompletableFuture<String> two =
          call(parties[2], handler, new Call<>(Meeting.of(tag, "0", "1"), ""));
      assertThat(zero.get()).isEqualTo("0 of [0, 1, 2]: 6 2 1 ");
      assertThat(one.get()).isEqualTo("1 of [0, 1, 2]: 6 0 2 ");
      assertThat(two.get()).isEqualTo("2 of [0, 1, 2]: 6 0 1 ");
    }
  }

  @Test
  void aPartyWhoseHandlerLeavesTheGroupIsNamed() throws Exception {
    PeerHandler<String, String> leaves =
        (input, peers) -> {
          peers.group().barrier();
          return "";
        };
    PeerHandler<String, String> goesOn =
        (input, peers) -> {
          peers.group().barrier();
          peers.group().barrier();
          return "";
        };
    Meeting meeting = Meeting.of("leaves", "0", "1");
    CompletableFuture<String> one = call("1", meeting, leaves);
    FunctionException failure = failure(meeting, goesOn);
    assertThat(one.get()).isEmpty();
    assertThat(failure.code()).isEqualTo(ErrorCode.PEER_LOST);
    assertThat(failure.peer()).contains("1");
    assertThat(failure.getMessage()).contains("\"leaves\": 1 has closed it");
  }

  /** It never asks for the group, and the other's handler is done when its time is up. */
  @Test
  void aPartyWhoseHandlerKnowsNoGroupIsNamed() throws Exception {
    Meeting meeting = Meeting.of("no group", "0", "1");
    CompletableFuture<String> one = call("1", meeting, TELL);
    PeerHandler<String, String> asks = (input, peers) -> Integer.toString(peers.group().size());
    FunctionException failure = failure(new Meeting(null, "no group", List.of("1"), 2000L), asks);
    assertThat(failure.code()).isEqualTo(ErrorCode.PEER_TIMEOUT);
    assertThat(failure.peer()).contains("1");
    awaitEnd(one);
  }

  @Test
  void threePartiesWithTheSameRequestMeetAndHearEachOther() throws Exception {
    Meeting meeting = Meeting.of("three", "0", "1", "2");
    List<CompletableFuture<String>> calls = new ArrayList<>();
    for (String name : List.of("0", "1", "2")) {
      calls.add(call(party(name), new Call<>(meeting, "!")));
    }
    assertThat(calls.get(0).get()).isEqualTo("1! 2! ");
    assertThat(calls.get(1).get()).isEqualTo("0! 2! ");
    assertThat(calls.get(2).get()).isEqualTo("0! 1! ");
  }

  @Test
  void concurrentInvocationsNeverMix() throws Exception {
    Invoker zero = party("0");
    Invoker one = party("1");
    List<CompletableFuture<String>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(call(zero, new Call<>(Meeting.of("mix" + i, "1"), "a" + i)));
      calls.add(call(one, new Call<>(Meeting.of("mix" + i, "0"), "b" + i)));
    }
    for (int i = 0; i < 20; i++) {
      assertThat(calls.get(2 * i).get()).isEqualTo("1b" + i + " ");
      assertThat(calls.get(2 * i + 1).get()).isEqualTo("0a" + i + " ");
    }
  }

  @Test
  void theEnvironmentNamesPeersAndTagByDefault() throws Exception {
    CompletableFuture<String> zero =
        call(party("0", Map.of("DEST", "1", "TAG", "env")), new Call<>(null, "x"));
    call("1", Meeting.of("env", "0"), "y");
    assertThat(zero.get()).isEqualTo("1y ");
  }

  @Test
  void aPeerThatDoesNotComeIsNamedAndTheOthersAreLetGo() throws Exception {
    CompletableFuture<String> other = call("1", Meeting.of("gone", "0"), "");
    FunctionException failure =
        failure(Meeting.of("gone", "1", "2").within(Duration.ofSeconds(4)), "");
    assertThat(failure.code()).isEqualTo(ErrorCode.PEER_TIMEOUT);
    assertThat(failure.peer()).contains("2");
    assertThat(failure).hasMessageContaining("party 2 of user1 did not come");
    assertThat(failure(other).code()).isEqualTo(ErrorCode.PEER_LOST);
  }

  private CompletableFuture<Object> run(
      String party, PeerHandler<Object, Object> handler, String tag, String peer) throws Exception {
    return call(
        party(party, Map.of()), handler, new Call<>(Meeting.of(tag, peer), (Object) (party + "!")));
  }

  @Test
  void twoHandlersThatWereCalledWithOneTagDoNotHearEachOther() throws Exception {
    CompletableFuture<Object> mean = run("1", new Mean(), "same", "0");
    CompletableFuture<Object> sum = run("0", new Sum(), "same", "1");
    for (CompletableFuture<Object> each : List.of(sum, mean)) {
      FunctionException failure = failure(each);
      assertThat(failure.code()).isEqualTo(ErrorCode.WRONG_SESSION);
      assertThat(failure.code().wireName()).isEqualTo("wrong_session");
    }
    assertThat(failure(sum))
        .hasMessage(
            "party 1 has come to our session (tag 'same') for something else than handler sum;"
                + " begin it for the same at both ends, or give each a tag of its own. Nothing of"
                + " it was given out");
    assertThat(failure(sum).peer()).contains("1");
  }

  @Test
  void theSameHandlerMeetsItselfAndSoDoThoseOfOnePurpose() throws Exception {
    CompletableFuture<Object> sum = run("0", new Sum(), "sum", "1");
    assertThat(run("1", new Sum(), "sum", "0").get(30, TimeUnit.SECONDS)).isEqualTo("00! ");
    assertThat(sum.get(30, TimeUnit.SECONDS)).isEqualTo("11! ");
    CompletableFuture<Object> train = run("0", new Train(), "train", "1");
    assertThat(run("1", new Aggregate(), "train", "0").get(30, TimeUnit.SECONDS)).isEqualTo("00! ");
    assertThat(train.get(30, TimeUnit.SECONDS)).isEqualTo("11! ");
  }

  @Test
  void senselessSessionsAreRefusedBeforeAnyConnection() throws Exception {
    Invoker zero = party("0");
    assertBad(zero, Meeting.DEFAULT, "no peer is named");
    assertBad(zero, Meeting.of("t", "0"), "no peer is named");
    assertBad(zero, Meeting.of("t", "1", "1"), "peer 1 is named twice");
    assertBad(zero, Meeting.of("t", "ä"), "a peer's name is 1 to 64 printable ASCII characters");
    assertBad(zero, Meeting.of("t".repeat(5000), "1"), "the tag cannot be used");
    assertBad(zero, Meeting.of("t", "1").within(Duration.ZERO), "timeoutMs is not positive");
  }

  @Test
  void aTagTooLongForTheRelayIsRefusedWhicheverPeerItIsFor() throws Exception {
    Invoker zero = party("0");
    assertBad(zero, Meeting.of("t".repeat(4060), "1"), "the tag cannot be used");
    assertBad(zero, Meeting.of("t".repeat(4000), "1", "2".repeat(64)), "the tag cannot be used");
  }

  private static void assertBad(Invoker party, Meeting meeting, String message) {
    assertThatThrownBy(() -> party.call(TELL, new Call<>(meeting, "")))
        .isInstanceOf(FunctionException.class)
        .hasMessageStartingWith(message)
        .satisfies(e -> assertThat(((FunctionException) e).code()).isEqualTo(ErrorCode.BAD_INPUT));
  }

  @Test
  void badSecretsAreNamed() throws Exception {
    assertThatThrownBy(
            () -> party("0", Map.of("RELAY_KEY", "", "DEST", "1")).call(TELL, new Call<>(null, "")))
        .hasMessageStartingWith("missing: RELAY_KEY;")
        .satisfies(
            e -> assertThat(((FunctionException) e).code()).isEqualTo(ErrorCode.BAD_SECRETS));
  }

  @Test
  void aHandlerThatOnlyWritesIsToldOfTheWrongSessionToo() throws Exception {
    PeerHandler<String, String> writes =
        (input, peers) -> {
          peers.get(input).out().write(1);
          return "written";
        };
    try (PairingRelay wrong = new PairingRelay(world)) {
      wrong.swap(true);
      Map<String, String> there = Map.of("RELAY", wrong.address().toString());
      CompletableFuture<String> zero =
          call(party("0", there), writes, new Call<>(Meeting.of("a", "1"), "1"));
      CompletableFuture<String> one =
          call(party("1", there), writes, new Call<>(Meeting.of("b", "0"), "0"));
      assertThat(failure(zero).code()).isEqualTo(ErrorCode.WRONG_SESSION);
      assertThat(failure(one).code()).isEqualTo(ErrorCode.WRONG_SESSION);
    }
  }
}
