package io.frelay.relay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.protocol.ClientHello;
import io.frelay.relay.authenticate.Newcomer;
import io.frelay.relay.authenticate.TestArrivals;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchTest {
  private static final ClientHello HELLO =
      ClientHello.of(new byte[] {22, 3, 1, 0, 5, 1, 0, 0, 1, 7});

  @ParameterizedTest
  @CsvSource({
    "1, 1, false, false",
    "2, 1, false, false",
    "1, 2, false, false",
    "1, 2, true,  false",
    "2, 2, false, false",
    "2, 2, true,  true"
  })
  void theWaiterIsServerOfAHelloThatCameEarlyAndElseClient(
      int waits, int comes, boolean hello, boolean waiterIsServer) {
    Newcomer waiter = TestArrivals.newcomer("0", "1", waits, null);
    Newcomer second = TestArrivals.newcomer("1", "0", comes, hello ? HELLO : null);
    Match match = new Match(waiter, second);
    assertThat(match.server()).isSameAs(waiterIsServer ? waiter : second);
    assertThat(match.client()).isSameAs(waiterIsServer ? second : waiter);
    assertThat(match.earlyHello().isPresent()).isEqualTo(waiterIsServer);
  }
}
