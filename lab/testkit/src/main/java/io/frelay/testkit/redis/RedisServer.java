package io.frelay.testkit.redis;

import io.frelay.testkit.process.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real {@code redis-server}: that on PATH, else the one in the jar embedded-redis. */
public final class RedisServer implements AutoCloseable {
  private static final String EMBEDDED = "redis-server-6.2.6-v5-linux-amd64";
  private static final String EMBEDDED_ARM = "redis-server-6.2.7-linux-arm64";

  private static final int ATTEMPTS = 5;

  private final List<String> command;
  private final int port;
  private final Path folder = Files.createTempDirectory("redis"); // stays empty: nothing is saved
  private Process process;

  private RedisServer(List<String> command, int port) throws IOException {
    this.command = command;
    this.port = port;
    folder.toFile().deleteOnExit();
  }

  /** Starts one, with further settings, on a free port of loopback. */
  public static RedisServer start(String... settings) throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return start(FreePort.next(), settings);
      } catch (IOException e) {
        // In cluster mode it needs the port 10,000 above, too, which somebody may have.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static RedisServer start(int port, String... settings)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                program()
                    .orElseThrow(() -> new IOException("no redis-server runs on this machine"))
                    .toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                ""));
    command.addAll(List.of(settings));
    RedisServer redis = new RedisServer(command, port);
    redis.startAgain();
    return redis;
  }

  /** One that runs on this machine; empty if there is none on PATH, and ours needs libssl 3. */
  public static Optional<Path> program() throws IOException, InterruptedException {
    Optional<Path> installed =
        Stream.of(System.getenv("PATH").split(":"))
            .flatMap(
                folder -> Stream.of("redis-server", "valkey-server").map(Path.of(folder)::resolve))
            .filter(Files::isExecutable)
            .findFirst();
    if (installed.isPresent()) {
      return installed;
    }
    Path unpacked = Files.createTempFile("redis-server", "");
    unpacked.toFile().deleteOnExit();
    String name = System.getProperty("os.arch").equals("aarch64") ? EMBEDDED_ARM : EMBEDDED;
    try (InputStream jar = RedisServer.class.getResourceAsStream("/" + name)) {
      Files.copy(jar, unpacked, StandardCopyOption.REPLACE_EXISTING);
    }
    return unpacked.toFile().setExecutable(true) && runs(unpacked)
        ? Optional.of(unpacked)
        : Optional.empty();
  }

  private static boolean runs(Path program) throws InterruptedException {
    try {
      return new ProcessBuilder(program.toString(), "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Starts it, empty, on the same port; returns when it answers. */
  public void startAgain() throws IOException, InterruptedException {
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (send("PING").isEmpty()) {
      if (System.nanoTime() > end || !process.isAlive()) {
        throw new IOException("redis-server does not start");
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** Sends one command, and returns the first line of what comes; empty if it does not answer. */
  public String send(String command) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      socket.setSoTimeout(5000);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      StringBuilder line = new StringBuilder();
      for (int c = socket.getInputStream().read();
          c >= 0 && c != '\n';
          c = socket.getInputStream().read()) {
        line.append((char) c);
      }
      return line.toString().strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** Sends one command that answers with a text, and returns that. */
  public String sendForBulk(String command) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      lines.readLine(); // its length
      return lines.readLine();
    }
  }

  public int port() {
    return port;
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Kills it: what it knew is lost. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Stops it from answering, or lets it go on. */
  public void pause(boolean paused) throws IOException, InterruptedException {
    new ProcessBuilder("kill", paused ? "-STOP" : "-CONT", Long.toString(process.pid()))
        .start()
        .waitFor();
  }

  @Override
  public void close() {
    kill();
  }
}
