package io.frelay.relay.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.relay.connection.AddressBlock;
import io.frelay.relay.connection.CloseReason;
import io.frelay.relay.connection.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final byte[] HELLO = {22, 3, 1, 0, 3, 1, 2, 3};

  private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
  private final List<CloseReason> ends = new ArrayList<>();
  private final EmbeddedChannel channel =
      new EmbeddedChannel() {
        @Override
        protected SocketAddress remoteAddress0() {
          return new InetSocketAddress("10.0.0.7", 4711);
        }
      };
  private final Connection connection = Connection.own(channel);
  private int known;

  ProxyHeaderTest() {
    connection.onClose(ends::add);
    ProxyHeader.await(
        connection,
        () -> {
          known++;
          channel.pipeline().addLast(new Recorder());
        });
  }

  private final class Recorder extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      passed.writeBytes(ByteBufUtil.getBytes(bytes));
      bytes.release();
    }
  }

  private void arrive(byte[] bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes));
  }

  private static byte[] concat(byte[] one, byte[] other) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(one);
    all.writeBytes(other);
    return all.toByteArray();
  }

  private static byte[] version1(String text) {
    return ("PROXY " + text + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] version2(String hex) {
    return HexFormat.of().parseHex(SIGNATURE + hex);
  }

  private static final byte[][] HEADERS = {
    version1("TCP4 203.0.113.7 192.0.2.1 51000 6000"),
    version2("2111000c" + "cb007107" + "c0000201" + "c738" + "1770"),
    // with an addition, as load balancers of clouds make
    version2("21110013" + "cb007107" + "c0000201" + "c738" + "1770" + "ea0004" + "01020304"),
  };

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void sayWhoseConnectionItIsWhereverTheStreamIsCut(int which) {
    byte[] header = HEADERS[which];
    byte[] stream = concat(header, HELLO);
    for (int cut = 1; cut < stream.length; cut++) {
      ProxyHeaderTest each = new ProxyHeaderTest();
      each.arrive(Arrays.copyOf(stream, cut));
      each.arrive(Arrays.copyOfRange(stream, cut, stream.length));
      assertThat(each.connection.remoteAddress())
          .isEqualTo(new InetSocketAddress("203.0.113.7", 51_000));
      assertThat(each.known).isEqualTo(1);
      assertThat(each.passed.toByteArray()).as("cut at %d", cut).isEqualTo(HELLO);
      assertThat(each.ends).isEmpty();
    }
  }

  @Test
  void anIpv6AddressCountsByItsNetwork() {
    arrive(version1("TCP6 2001:db8:0:1::7 2001:db8::1 51000 6000"));
    assertThat(connection.addressBlock()).hasToString("2001:db8:0:1::/64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"20000000", "21000000"})
  void theLoadBalancersOwnConnectionsAreItsOwn(String commandAndFamily) {
    arrive(concat(version2(commandAndFamily), HELLO));
    assertThat(connection.addressBlock())
        .isEqualTo(AddressBlock.of(((InetSocketAddress) channel.remoteAddress()).getAddress()));
    assertThat(passed.toByteArray()).isEqualTo(HELLO);
  }

  @Test
  void versionOneMayNotKnow() {
    arrive(version1("UNKNOWN"));
    assertThat(connection.remoteAddress()).isEqualTo(channel.remoteAddress());
    assertThat(known).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\r\n", "a ClientHello"})
  void withoutAHeaderItEnds(String first) {
    arrive(concat(first.getBytes(StandardCharsets.US_ASCII), new byte[200]));
    assertThat(ends).containsExactly(CloseReason.NO_PROXY_HEADER);
    assertThat(channel.isOpen()).isFalse();
    assertThat(known).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TCP4 203.0.113.7 192.0.2.1 51000",
        "TCP4 example.org 192.0.2.1 51000 6000",
        "TCP4 203.0.113.7 192.0.2.1 99999 6000",
        "TCP5 203.0.113.7 192.0.2.1 51000 6000",
      })
  void aDamagedHeaderIsNone(String text) {
    arrive(version1(text));
    assertThat(ends).containsExactly(CloseReason.NO_PROXY_HEADER);
    assertThat(known).isZero();
  }

  @Test
  void aHeaderIsBounded() {
    arrive(version2("2111ffff"));
    for (int i = 0; i < 30 && channel.isOpen(); i++) {
      arrive(new byte[100]);
    }
    assertThat(ends).containsExactly(CloseReason.NO_PROXY_HEADER);
  }

  @Test
  void anEndlessLineIsNoHeader() {
    arrive("PROXY TCP4 ".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 200 && channel.isOpen(); i++) {
      arrive("1111111111".getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(ends).containsExactly(CloseReason.NO_PROXY_HEADER);
  }

  @Test
  void aLoadBalancerThatOnlyLooksHasLeft() {
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    assertThat(ends).containsExactly(CloseReason.PARTY_LEFT);
  }
}
