package io.frelay.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.scenarios.support.HandDrivenParty;
import io.frelay.scenarios.support.RelayProcess;
import io.frelay.scenarios.support.Shared;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Behind a load balancer, limits and logs go by the addresses that its headers name. */
class ProxyProtocolIT {
  private static final byte[] SIGNATURE = {
    '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
  };

  /** 24 places: 8 for connections without a request, 8 for one party, 18 for a user. */
  private static final String PLACES = "relay.limits.connections=24";

  @AutoClose private static RelayProcess relay;

  private final List<HandDrivenParty> open = new ArrayList<>();

  @BeforeAll
  static void start() {
    relay =
        RelayProcess.start(Shared.PKI, "relay.proxy-protocol.from=127.0.0.1,192.0.2.0/24", PLACES);
  }

  @AfterEach
  void close() throws IOException {
    for (HandDrivenParty each : open) {
      each.close();
    }
    relay.awaitMeter("frelay_connections_open", 0);
  }

  private static byte[] version1(String address) {
    return "PROXY TCP%s %s %s 51000 6000\r\n"
        .formatted(address.contains(":") ? "6" : "4", address, address)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] version2(int command, byte[] address) {
    int length = address.length == 0 ? 0 : 2 * address.length + 4;
    ByteBuffer header = ByteBuffer.allocate(SIGNATURE.length + 4 + length);
    header.put(SIGNATURE).put((byte) (0x20 | command));
    header.put((byte) (address.length == 0 ? 0 : address.length == 4 ? 0x11 : 0x21));
    header.putShort((short) length).put(address).put(address);
    return header.array();
  }

  private HandDrivenParty connect(String party, byte[] header) {
    try {
      HandDrivenParty connection = HandDrivenParty.connect(relay, party);
      open.add(connection);
      connection.send(header);
      return connection;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HandDrivenParty waiter(String party, String peer, String tag, String from)
      throws IOException {
    HandDrivenParty waiter = connect(party, version1(from));
    waiter.handshake();
    waiter.send(
        waiter.seal("{\"DestParty\":\"%s\",\"Tag\":\"%s\",\"Version\":2}".formatted(peer, tag)));
    return waiter;
  }

  @Test
  void partiesMeetAndTheLogNamesTheirAddresses() throws Exception {
    byte[] address = InetAddress.getByName("2001:db8::7").getAddress();
    try (HandDrivenParty waiter = waiter("0", "1", "proxied", "203.0.113.7")) {
      relay.awaitMeter("frelay_waiters", 1);
      HandDrivenParty second = connect("1", version2(1, address));
      second.handshake();
      second.send(second.seal("{\"DestParty\":\"0\",\"Tag\":\"proxied\"}"));
      assertThat(waiter.awaitReady()).contains("\"Mode\":2");
      assertThat(second.awaitReady()).contains("\"Mode\":1");
    }
    HandDrivenParty gone = waiter("0", "1", "gone", "203.0.113.9");
    relay.awaitMeter("frelay_waiters", 1);
    gone.close();
    relay.awaitLine("connection ended address=203.0.113.9 user=user1 party=0", "stage=waiting");
  }

  @Test
  void withoutAHeaderTheConnectionEnds() throws Exception {
    double before = relay.closed("no_proxy_header");
    HandDrivenParty party = connect("0", new byte[0]);
    assertThat(party.isTurnedAwayInHandshake()).isTrue();
    relay.awaitClosed("no_proxy_header", before);
  }

  @Test
  void fromElsewhereAHeaderIsNoTls() throws Exception {
    double before = relay.closed("not_tls");
    try (Socket stranger =
        new Socket(
            InetAddress.getLoopbackAddress(),
            relay.port(),
            InetAddress.getByName("127.0.0.2"),
            0)) {
      stranger.getOutputStream().write(version1("203.0.113.7"));
      relay.awaitClosed("not_tls", before);
    }
  }

  @Test
  void looksOfTheLoadBalancerAreNotLogged() throws Exception {
    double before = relay.closed("party_left");
    int lines = relay.log().size();
    connect("0", version2(0, new byte[0])).close();
    connect("0", new byte[0]).close();
    relay.awaitMeter("frelay_connections_closed_total{reason=\"party_left\"}", before + 2);
    assertThat(relay.log()).hasSize(lines);
  }

  @Test
  void silentOnesOfOneAddressMakeRoomForOthers() throws Exception {
    double before = relay.closed("crowded_out");
    for (int i = 0; i < 8; i++) {
      connect("0", version1("203.0.113.1"));
    }
    relay.awaitMeter("frelay_connections_open", 8);
    waiter("0", "1", "room", "203.0.113.2");
    relay.awaitMeter("frelay_waiters", 1);
    relay.awaitClosed("crowded_out", before);
    relay.awaitLine("connection ended address=203.0.113.1", "reason=crowded_out");
  }

  @Test
  void addressesOfOneIpv6NetworkAreOne() throws Exception {
    double before = relay.closed("too_many_unauthenticated");
    double crowdedOut = relay.closed("crowded_out");
    for (int i = 0; i < 20; i++) {
      connect("0", version1("2001:db8:0:1::" + Integer.toHexString(i)));
    }
    relay.awaitMeter(
        "frelay_connections_closed_total{reason=\"too_many_unauthenticated\"}", before + 12);
    assertThat(relay.closed("crowded_out")).isEqualTo(crowdedOut);
  }

  @Test
  void onePartyAndOneUserHaveSharesOfAllPlaces() throws Exception {
    double before = relay.closed("too_many_from_party");
    for (int i = 0; i < 9; i++) {
      waiter("0", "absent", "zero" + i, "203.0.113." + i);
    }
    relay.awaitMeter("frelay_waiters", 8);
    for (int i = 0; i < 8; i++) {
      waiter("1", "absent", "one" + i, "203.0.114." + i);
    }
    relay.awaitMeter("frelay_waiters", 16);
    for (int i = 0; i < 3; i++) {
      waiter("2", "absent", "two" + i, "203.0.115." + i);
    }
    relay.awaitMeter("frelay_waiters", 18);
    relay.awaitMeter("frelay_connections_closed_total{reason=\"too_many_from_party\"}", before + 2);
  }
}
