package io.frelay.bench.forwarding;

import io.frelay.testkit.Checkout;
import io.frelay.testkit.Run;
import io.frelay.testkit.process.FreePort;
import io.frelay.testkit.process.MeasuredProcess;
import io.frelay.testkit.process.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The proxies that people would take instead, with the settings that matter here. */
public final class OtherProxies {
  private final Processes processes;
  private final String source;
  private final Path scratch;

  public OtherProxies(Run run) throws IOException {
    this.processes = run.processes();
    this.source = run.project().root().resolve("lab/benchmarks/src/main/c/floor.c").toString();
    this.scratch = Files.createTempDirectory(run.scratch(), "proxies");
  }

  /**
   * HAProxy in TCP mode.
   *
   * @param splice whether it is made to move bytes without copying them, in both directions
   * @param threads how many it has; 0 for what it takes by itself, one for each core
   * @return empty if it is not installed
   */
  Optional<Forwarder> haproxy(String name, boolean splice, int threads) throws IOException {
    return by(name, "haproxy", (program, from, to) -> haproxy(program, splice, threads, from, to));
  }

  private interface Start {
    MeasuredProcess start(Path program, int from, int to) throws IOException;
  }

  private static Optional<Forwarder> by(String name, String program, Start start)
      throws IOException {
    Optional<Path> installed = Checkout.program(program);
    return installed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Proxied.by(
                name, FreePort.next(), (from, to) -> start.start(installed.get(), from, to)));
  }

  /** Starts HAProxy. */
  public MeasuredProcess haproxy(Path program, boolean splice, int threads, int from, int to)
      throws IOException {
    // splice-auto leaves it to a guess; the other two are what forces it.
    return haproxy(
        program,
        "maxconn 4000" + (threads > 0 ? "\n  nbthread " + threads : ""),
        splice ? "option splice-request\n  option splice-response" : "",
        from,
        to);
  }

  /** Starts HAProxy with room for so many connections, and otherwise as it is by itself. */
  public MeasuredProcess haproxy(Path program, int maxConnections, int from, int to)
      throws IOException {
    return haproxy(program, "maxconn " + maxConnections, "", from, to);
  }

  private MeasuredProcess haproxy(Path program, String global, String defaults, int from, int to)
      throws IOException {
    String config =
        """
        global
          %s
        defaults
          mode tcp
          timeout connect 10s
          timeout client 1h
          timeout server 1h
          %s
        listen all
          bind 127.0.0.1:%d
          server target 127.0.0.1:%d
        """
            .formatted(global, defaults, from, to);
    return processes.start(
        List.of(program.toString(), "-db", "-f", file("haproxy.cfg", config).toString()), Map.of());
  }

  /** nginx with its stream module; empty if either is not there. */
  Optional<Forwarder> nginx(String name) throws IOException {
    return by(name, "nginx", this::nginx);
  }

  /** Starts nginx. */
  public MeasuredProcess nginx(Path program, int from, int to) throws IOException {
    String config =
        """
        %s
        daemon off;
        worker_processes auto;
        pid %s/nginx.pid;
        error_log stderr warn;
        events {
          worker_connections 4000;
        }
        stream {
          tcp_nodelay on;
          server {
            listen 127.0.0.1:%d;
            proxy_pass 127.0.0.1:%d;
          }
        }
        """
            .formatted(nginxStreamModule(), scratch, from, to);
    return processes.start(
        List.of(
            program.toString(),
            "-p",
            scratch.toString(),
            "-c",
            file("nginx.conf", config).toString(),
            "-e",
            "stderr"),
        Map.of());
  }

  /** Directive that nginx needs first: Debian ships the stream module as a separate library. */
  public static String nginxStreamModule() {
    Path module = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");
    return Files.exists(module) ? "load_module " + module + ";" : "";
  }

  /** socat, which forks for each connection; empty if it is not installed. */
  Optional<Forwarder> socat(String name) throws IOException {
    return by(name, "socat", this::socat);
  }

  private MeasuredProcess socat(Path program, int from, int to) throws IOException {
    return processes.start(
        List.of(
            program.toString(),
            "TCP-LISTEN:%d,bind=127.0.0.1,reuseaddr,nodelay,fork,backlog=256".formatted(from),
            "TCP:127.0.0.1:%d,nodelay".formatted(to)),
        Map.of());
  }

  /** A program of ours in C that only splices; empty if there is no C compiler. */
  Optional<Forwarder> floor(String name) throws IOException {
    Optional<Path> compiler = Checkout.program("cc");
    if (compiler.isEmpty()) {
      return Optional.empty();
    }
    Path program = scratch.resolve("floor");
    Optional<String> complaint =
        Checkout.output(
            compiler.get().toString(), "-O2", "-pthread", "-o", program.toString(), source);
    if (!Files.isExecutable(program)) {
      throw new IOException("cc does not compile " + source + ": " + complaint.orElse(""));
    }
    return Optional.of(
        Proxied.by(
            name,
            FreePort.next(),
            (from, to) ->
                processes.start(List.of(program.toString(), "" + from, "" + to), Map.of())));
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(Files.createTempFile(scratch, "", "-" + name), content);
  }
}
