package io.frelay.relay.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.relay.config.Configs;
import io.frelay.relay.config.RelayConfig;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.frelay.relay.connection.Stage;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  /** A connection from an address, without a network. */
  private static Connection from(int lastByte) {
    return Connection.own(
        new EmbeddedChannel() {
          @Override
          protected SocketAddress remoteAddress0() {
            try {
              byte[] address = {10, 0, 0, (byte) lastByte};
              return new InetSocketAddress(InetAddress.getByAddress(address), 4711);
            } catch (UnknownHostException e) {
              throw new AssertionError(e);
            }
          }
        });
  }

  private static RelayConfig.Limits limits(
      int perAddress, int unauthenticated, int unauthenticatedPerAddress) {
    return Configs.of(
            Map.of(
                "relay.limits.connections-per-address", "" + perAddress,
                "relay.limits.unauthenticated", "" + unauthenticated,
                "relay.limits.unauthenticated-per-address", "" + unauthenticatedPerAddress))
        .limits();
  }

  @Test
  void connectionsInAllAreBoundedUntilTheirSocketsClose() {
    Admission admission = new Admission(limits(9, 9, 9), 2);
    Connection first = from(1);
    assertThat(admission.admit(first)).isEmpty();
    assertThat(admission.admit(from(2))).isEmpty();
    Connection refused = from(3);
    assertThat(admission.admit(refused)).contains(CloseReason.TOO_MANY_CONNECTIONS);
    refused.channel().close();
    assertThat(admission.admit(from(4)))
        .as("whoever was refused held no place")
        .contains(CloseReason.TOO_MANY_CONNECTIONS);
    first.channel().close();
    assertThat(admission.admit(from(5))).isEmpty();
  }

  @Test
  void connectionsFromOneAddressAreBounded() {
    Admission admission = new Admission(limits(1, 9, 9), 3);
    Connection first = from(1);
    Connection refused = from(1);
    assertThat(admission.admit(first)).isEmpty();
    assertThat(admission.admit(refused)).contains(CloseReason.TOO_MANY_FROM_ADDRESS);
    refused.channel().close();
    assertThat(admission.admit(from(2))).isEmpty();
    first.channel().close();
    assertThat(admission.admit(from(1))).isEmpty();
  }

  @Test
  void whoHasMadeItsRequestNoLongerCountsAsUnauthenticated() {
    Admission admission = new Admission(limits(9, 1, 9), 9);
    Connection first = from(1);
    assertThat(admission.admit(first)).isEmpty();
    Connection refused = from(2);
    assertThat(admission.admit(refused)).contains(CloseReason.TOO_MANY_UNAUTHENTICATED);
    refused.close(CloseReason.TOO_MANY_UNAUTHENTICATED);
    first.enter(Stage.REQUEST);
    assertThat(admission.admit(from(3))).contains(CloseReason.TOO_MANY_UNAUTHENTICATED);
    first.enter(Stage.WAITING);
    assertThat(admission.admit(from(4))).isEmpty();
  }

  @Test
  void oneAddressCannotTakeAllPlacesOfTheUnauthenticated() {
    Admission admission = new Admission(limits(9, 2, 1), 9);
    assertThat(admission.admit(from(1))).isEmpty();
    Connection refused = from(1);
    assertThat(admission.admit(refused)).contains(CloseReason.TOO_MANY_UNAUTHENTICATED);
    refused.close(CloseReason.TOO_MANY_UNAUTHENTICATED);
    assertThat(admission.admit(from(2))).isEmpty();
  }
}
