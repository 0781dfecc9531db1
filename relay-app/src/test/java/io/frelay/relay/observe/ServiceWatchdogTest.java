package io.frelay.relay.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceWatchdogTest {
  private static final String MINUTE = "60000000";

  @Test
  void saysThatItIsAliveWhereSystemdListens(@TempDir Path folder) throws Exception {
    assumeTrue(Epoll.isAvailable(), "needs Linux");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-notify")), "needs systemd-notify");
    String socket = folder.resolve("notify").toString();
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    EventLoopGroup loop = new EpollEventLoopGroup(1);
    try {
      listen(loop, socket, heard);
      ServiceWatchdog watchdog =
          ServiceWatchdog.of(Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", MINUTE))
              .orElseThrow();
      watchdog.alive();
      watchdog.alive(); // too soon to say it again
      assertThat(heard.poll(20, TimeUnit.SECONDS)).contains("WATCHDOG=1");
      assertThat(heard).noneMatch(message -> message.contains("WATCHDOG"));
    } finally {
      loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
  }

  @Test
  void nobodyListensWithoutSystemdOrToAnotherProcess() {
    assertThat(ServiceWatchdog.of(Map.of())).isEmpty();
    assertThat(ServiceWatchdog.of(Map.of("NOTIFY_SOCKET", "/n"))).isEmpty();
    assertThat(ServiceWatchdog.of(Map.of("NOTIFY_SOCKET", "/n", "WATCHDOG_USEC", "0"))).isEmpty();
    assertThat(
            ServiceWatchdog.of(
                Map.of("NOTIFY_SOCKET", "/n", "WATCHDOG_USEC", MINUTE, "WATCHDOG_PID", "1")))
        .isEmpty();
  }

  private static void listen(EventLoopGroup loop, String socket, BlockingQueue<String> heard)
      throws InterruptedException {
    new Bootstrap()
        .group(loop)
        .channel(EpollDomainDatagramChannel.class)
        .handler(
            new SimpleChannelInboundHandler<DomainDatagramPacket>() {
              @Override
              protected void channelRead0(ChannelHandlerContext ctx, DomainDatagramPacket packet) {
                heard.add(packet.content().toString(StandardCharsets.UTF_8));
              }
            })
        .bind(new DomainSocketAddress(socket))
        .sync();
  }
}
