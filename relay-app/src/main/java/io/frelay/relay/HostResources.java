package io.frelay.relay;

import io.frelay.relay.accept.NettyTransport;
import io.frelay.relay.config.RelayConfig;
import io.frelay.relay.config.Transport;
import io.frelay.relay.limits.FileDescriptors;
import io.frelay.relay.memory.ByteBudget;
import io.frelay.relay.memory.DirectMemory;
import io.netty.channel.epoll.Epoll;
import io.quarkus.runtime.configuration.MemorySize;
import java.lang.management.ManagementFactory;
import org.jboss.logging.Logger;

/** What the relay may have of its machine, as far as its settings fit that. */
record HostResources(RelayConfig config, NettyTransport transport) {
  private static final Logger LOG = Logger.getLogger(RelayServer.class);
  private static final String COMPILERS = "-XX:TieredStopAtLevel=";

  /**
   * Checks that there is the transport of the settings.
   *
   * @throws IllegalArgumentException in one sentence, if there is not
   */
  void requireTransport() {
    if (config.transport() == Transport.EPOLL && !transport.isEpoll()) {
      throw new IllegalArgumentException(
          "relay.transport is epoll, which does not load in this program or on this machine, or"
              + " quarkus.vertx.prefer-native-transport is false; set it to auto");
    }
  }

  /**
   * The shares of the process's file descriptors.
   *
   * @throws IllegalArgumentException in one sentence, if they are too few for one session
   */
  FileDescriptors descriptors() {
    int wanted = config.limits().connections();
    FileDescriptors shares = FileDescriptors.share(wanted);
    if (shares.connections() < 2) {
      throw new IllegalArgumentException(
          "the file descriptors of this process are too few for one session; raise 'ulimit -n'");
    }
    if (shares.connections() < wanted) {
      LOG.warnf(
          "the file descriptors of this process allow %d connections, not the %d of"
              + " relay.limits.connections; raise 'ulimit -n'",
          shares.connections(), wanted);
    }
    return shares;
  }

  /**
   * The budget for what connections hold.
   *
   * @throws IllegalArgumentException in one sentence, if the JVM's options give less
   */
  ByteBudget memory() {
    long budget =
        config.limits().memory().map(MemorySize::asLongValue).orElse(DirectMemory.defaultBudget());
    if (DirectMemory.most() < DirectMemory.neededFor(budget)) {
      throw new IllegalArgumentException(
          "relay.limits.memory of %d M needs as much memory for buffers as".formatted(budget >> 20)
              + " -Dio.netty.maxDirectMemory=%d gives; it has %d"
                  .formatted(DirectMemory.neededFor(budget), DirectMemory.most()));
    }
    if (!DirectMemory.isCounted()) {
      LOG.info(
          "Netty does not count the memory of its buffers here: event loops wait for the JVM where"
              + " it is short");
    }
    return new ByteBudget(budget);
  }

  /** Logs that the JDK's TLS, which is Java throughout, wants the compiler that launchers omit. */
  static void sayWhatJdkTlsNeeds() {
    boolean omitted =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(option -> option.startsWith(COMPILERS))
            .reduce((earlier, later) -> later)
            .filter((COMPILERS + "1")::equals)
            .isPresent();
    if (omitted) {
      LOG.warnf(
          "the TLS is the JDK's, which takes up to twice the CPU without the optimizing compiler:"
              + " add %s4 to the JVM's options",
          COMPILERS);
    }
  }

  /** Logs why the native libraries do not load, which mostly is the fault of a folder. */
  static void sayWhyNotNative() {
    if (Epoll.isAvailable() || !System.getProperty("os.name").equals("Linux")) {
      return;
    }
    LOG.warnf(
        "the native libraries for epoll and BoringSSL do not load, so the relay does with NIO and"
            + " the JDK's TLS, at several times the CPU; they are unpacked to %s, which must be"
            + " writable and not mounted noexec (another: -Djava.io.tmpdir=FOLDER)",
        System.getProperty("java.io.tmpdir"));
  }
}
