package io.frelay.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.chaos.party.Episode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever is not in order is in the balance: a fault suite that overlooks one proves nothing. */
class BalanceTest {
  private static final long KEY_OF_ZERO = 10;
  private static final long KEY_OF_ONE = 11;
  private static final Episode ZERO = episode(KEY_OF_ZERO, KEY_OF_ONE, 100, 200);
  private static final Episode ONE = episode(KEY_OF_ONE, KEY_OF_ZERO, 200, 100);

  private static Episode episode(long key, long peerKey, long sent, long received) {
    return episode(key, peerKey, sent, received, 0, 0, 0, Episode.CLEAN);
  }

  private static Episode episode(
      long key,
      long peerKey,
      long sent,
      long received,
      long lost,
      long repeated,
      long garbled,
      String end) {
    return new Episode(3, key, peerKey, sent, sent, received, lost, repeated, garbled, 1, 20, end);
  }

  private static Balance of(boolean restartsAreMeant, List<Episode> zero, List<Episode> one) {
    Balance balance = new Balance(restartsAreMeant);
    balance.addAll(zero, one);
    return balance;
  }

  private static Balance withZero(Episode zero) {
    return of(false, List.of(zero), List.of(ONE));
  }

  @Test
  void whatIsInOrderIsGood() {
    Balance balance = withZero(ZERO);
    assertThat(balance.troubles()).isEmpty();
    assertThat(balance.isGood()).isTrue();
    assertThat(balance.sessions()).isEqualTo(1);
    assertThat(balance.clean()).isEqualTo(1);
    assertThat(balance.affected()).isEqualTo(1);
    assertThat(balance.resumed()).isEqualTo(1);
    assertThat(balance.bytes()).isEqualTo(300);
    assertThat(balance.longestGapMillis()).isEqualTo(20);
  }

  @Test
  void whatIsMissingAtTheEndOfAStreamIsLost() {
    Balance balance = withZero(episode(KEY_OF_ZERO, KEY_OF_ONE, 100, 199));
    assertThat(balance.lost()).isEqualTo(1);
    assertThat(balance.isGood()).isFalse();
  }

  @Test
  void whatTheReceiverMissedIsLost() {
    Balance balance = withZero(episode(KEY_OF_ZERO, KEY_OF_ONE, 100, 200, 7, 0, 0, Episode.CLEAN));
    assertThat(balance.lost()).isEqualTo(7);
    assertThat(balance.isGood()).isFalse();
  }

  @Test
  void whatTheReceiverSawTwiceIsRepeated() {
    Balance balance = withZero(episode(KEY_OF_ZERO, KEY_OF_ONE, 100, 200, 0, 7, 0, Episode.CLEAN));
    assertThat(balance.repeated()).isEqualTo(7);
    assertThat(balance.isGood()).isFalse();
  }

  @Test
  void foreignBytesAreATrouble() {
    assertThat(
            withZero(episode(KEY_OF_ZERO, KEY_OF_ONE, 100, 200, 0, 0, 1, Episode.CLEAN)).troubles())
        .containsExactly("foreign bytes in session 3");
  }

  @Test
  void moreThanWasSentIsATrouble() {
    assertThat(withZero(episode(KEY_OF_ZERO, KEY_OF_ONE, 100, 201)).troubles())
        .containsExactly("session 3: books that do not agree");
  }

  /** With its key, by which the books of both would have been found to belong together. */
  @Test
  void aStreamThatIsLostAsAWholeIsATrouble() {
    Balance balance = withZero(episode(KEY_OF_ZERO, 0, 100, 0));
    assertThat(balance.troubles()).hasSize(2).allMatch(text -> text.contains("the other side"));
    assertThat(balance.isGood()).isFalse();
  }

  @Test
  void anExceptionIsATrouble() {
    assertThat(
            withZero(episode(KEY_OF_ZERO, KEY_OF_ONE, 100, 200, 0, 0, 0, "java.io.IOException: no"))
                .troubles())
        .containsExactly("session 3: java.io.IOException: no");
  }

  @Test
  void onlyWhereOnePartyIsRestartedMayTheOtherBeToldSo() {
    Episode told =
        episode(KEY_OF_ONE, KEY_OF_ZERO, 200, 90, 0, 0, 0, "PeerRestartedException: party 0");
    assertThat(of(true, List.of(), List.of(told)).isGood()).isTrue();
    assertThat(of(false, List.of(), List.of(told)).isGood()).isFalse();
  }
}
