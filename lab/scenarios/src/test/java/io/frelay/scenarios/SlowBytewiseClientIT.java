package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

/** Byte by byte is fine; for ever is not. */
class SlowBytewiseClientIT {
  @Test
  void aPartyThatSendsEveryByteAloneIsServed() throws Exception {
    RelayProcess relay = Shared.relay();
    try (HandDrivenParty waiter = connect(relay, "0");
        HandDrivenParty second = connect(relay, "1")) {
      for (HandDrivenParty party : new HandDrivenParty[] {waiter, second}) {
        party.sendInPieces(1).handshake();
      }
      waiter.send(waiter.seal("{\"DestParty\":\"1\",\"Tag\":\"bytewise\"}"));
      second.send(second.seal("{\"DestParty\":\"0\",\"Tag\":\"bytewise\"}"));
      waiter.awaitReady();
      second.awaitReady();
      waiter.send(new byte[] {22, 1, 2});
      assertThat(second.readRaw(3)).containsExactly(22, 1, 2);
    }
  }

  /** A timeout that began anew with every byte would never end this one. */
  @Test
  void oneThatNeverComesToAnEndIsClosedThoughBytesKeepComing() throws Exception {
    try (RelayProcess relay = RelayProcess.start(Shared.PKI, "relay.timeouts.handshake=1s");
        HandDrivenParty party = connect(relay, "0")) {
      byte[] hello = party.clientHello();
      party.socket().setSoTimeout(20); // the pace
      int sent = 0;
      while (sent < hello.length && !isClosedAfter(party, new byte[] {hello[sent]})) {
        sent++;
      }
      assertThat(sent).isLessThan(hello.length);
      relay.awaitClosed("handshake_timeout", 0);
    }
  }

  /** The same of the request: every byte in a record of its own. */
  @Test
  void aRequestThatNeverComesToAnEndIsClosedThoughRecordsKeepComing() throws Exception {
    int enough = 1000;
    try (RelayProcess relay = RelayProcess.start(Shared.PKI, "relay.timeouts.request=1s");
        HandDrivenParty party = HandDrivenParty.connect(relay, "0", "TLSv1.2")) { // without tickets
      party.handshake();
      party.socket().setSoTimeout(20); // the pace
      int sent = 0;
      while (sent < enough && !isClosedAfter(party, party.seal(" "))) {
        sent++;
      }
      assertThat(sent).isLessThan(enough);
      relay.awaitClosed("request_timeout", 0);
    }
  }

  private static boolean isClosedAfter(HandDrivenParty party, byte[] next) {
    try {
      party.send(next);
      return party.readRaw() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static HandDrivenParty connect(RelayProcess relay, String party) throws Exception {
    return HandDrivenParty.connect(relay, party);
  }
}
