package io.frelay.bench.setup;

import io.frelay.bench.forwarding.OtherProxies;
import io.frelay.testkit.Checkout;
import io.frelay.testkit.Run;
import io.frelay.testkit.process.MeasuredProcess;
import io.frelay.testkit.relay.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Proxies that do a mutual handshake and then close: what the handshakes alone cost others. */
final class Terminators {
  /** A kind of terminator. */
  enum Kind {
    NGINX,
    HAPROXY;

    String program() {
      return this == NGINX ? "nginx" : "haproxy";
    }
  }

  private Terminators() {}

  static boolean isInstalled(Kind kind) {
    return Checkout.program(kind.program()).isPresent();
  }

  /** Starts one on a port of loopback. */
  static MeasuredProcess start(Run run, Kind kind, Certificates certificates, int port)
      throws IOException {
    Path program = Checkout.program(kind.program()).orElseThrow();
    Path scratch = Files.createTempDirectory(run.scratch(), "terminator");
    MeasuredProcess process =
        kind == Kind.NGINX
            ? nginx(run, program, scratch, certificates, port)
            : haproxy(run, program, scratch, certificates, port);
    process.awaitListening(port);
    return process;
  }

  private static MeasuredProcess nginx(
      Run run, Path program, Path scratch, Certificates certificates, int port) throws IOException {
    String config =
        """
        %s
        daemon off;
        worker_processes auto;
        pid %s/nginx.pid;
        error_log stderr crit;
        events { worker_connections 8000; }
        stream {
          server {
            listen 127.0.0.1:%d ssl backlog=4096;
            ssl_certificate %s;
            ssl_certificate_key %s;
            ssl_client_certificate %s;
            ssl_verify_client on;
            ssl_protocols TLSv1.2 TLSv1.3;
            ssl_session_cache off;
            ssl_session_tickets off;
            return "";
          }
        }
        """
            .formatted(
                OtherProxies.nginxStreamModule(),
                scratch,
                port,
                certificates.layout().relay().certificate(),
                certificates.layout().relay().key(),
                certificates.layout().relayCa().certificate());
    Path file = Files.writeString(scratch.resolve("nginx.conf"), config);
    return run.processes()
        .start(
            List.of(
                program.toString(),
                "-p",
                scratch.toString(),
                "-c",
                file.toString(),
                "-e",
                "stderr"),
            Map.of());
  }

  private static MeasuredProcess haproxy(
      Run run, Path program, Path scratch, Certificates certificates, int port) throws IOException {
    Path both = scratch.resolve("relay.pem"); // in a folder that only its owner can read
    Files.writeString(
        both,
        Files.readString(certificates.layout().relay().certificate())
            + Files.readString(certificates.layout().relay().key()));
    String config =
        """
        global
          maxconn 8000
          tune.ssl.cachesize 0
        defaults
          mode tcp
          timeout client 10s
          timeout connect 10s
          timeout server 10s
        frontend all
          bind 127.0.0.1:%d ssl crt %s ca-file %s verify required no-tls-tickets
          tcp-request content reject
        """
            .formatted(port, both, certificates.layout().relayCa().certificate());
    Path file = Files.writeString(scratch.resolve("haproxy.cfg"), config);
    return run.processes()
        .start(List.of(program.toString(), "-db", "-f", file.toString()), Map.of());
  }
}
