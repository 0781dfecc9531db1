package io.frelay.clientfunc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.frelay.client.PairingRelay;
import io.frelay.client.TestWorld;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AutoClose;

/** Set-up of a test whose parties meet at a relay that joins any two. */
abstract class RelayedTest {
  @AutoClose("shutdownNow")
  final ExecutorService threads = Executors.newCachedThreadPool(Threads::daemon);

  final TestWorld world = new TestWorld();
  @AutoClose final PairingRelay relay = new PairingRelay(world);

  /** Variables of a party that wants no peer yet. */
  Map<String, String> environment(String name) throws Exception {
    Map<String, String> environment = world.environment(name);
    environment.put("RELAY", relay.address().toString());
    return environment;
  }

  /** Variables of a party that wants to meet another. */
  Map<String, String> environment(String name, String dest) throws Exception {
    Map<String, String> environment = environment(name);
    environment.put("DEST", dest);
    return environment;
  }

  /** Party 0, which wants to meet party 1. */
  PartyProcess zero(String... args) throws Exception {
    return PartyProcess.start(environment("0", "1"), args);
  }

  /** Party 1, which wants to meet party 0. */
  PartyProcess one(String... args) throws Exception {
    return PartyProcess.start(environment("1", "0"), args);
  }

  PartyProcess zero(InputStream in, String... args) throws Exception {
    return PartyProcess.start(environment("0", "1"), in, args);
  }

  PartyProcess one(InputStream in, String... args) throws Exception {
    return PartyProcess.start(environment("1", "0"), in, args);
  }

  /** Sends a text to a port of this machine, and returns the answer. */
  static String ask(int port, String text) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(text.getBytes(UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
