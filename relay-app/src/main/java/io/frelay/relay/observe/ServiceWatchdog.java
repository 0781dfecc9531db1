package io.frelay.relay.observe;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Tells systemd that the relay is alive, as often as {@code WatchdogSec=} of its unit asks for
 * (sd_notify(3)); a relay that says nothing more is restarted. The JDK has no datagram sockets of
 * the unix domain, so systemd's own program says it. One thread's.
 */
public final class ServiceWatchdog {
  private static final Logger LOG = Logger.getLogger(ServiceWatchdog.class);

  /** Said so many times in the time that is given. */
  private static final int TIMES = 4;

  private static final Duration MAX_WAIT = Duration.ofSeconds(5);

  private static final String SOCKET = "NOTIFY_SOCKET";

  private final String socket;
  private final long periodNanos;
  private long saidNanos;
  private boolean hasFailed;

  private ServiceWatchdog(String socket, long periodNanos) {
    this.socket = socket;
    this.periodNanos = periodNanos;
    this.saidNanos = System.nanoTime() - periodNanos;
  }

  /** Empty where nobody listens to this process. */
  public static Optional<ServiceWatchdog> of(Map<String, String> environment) {
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    String me = Long.toString(ProcessHandle.current().pid());
    if (!environment.containsKey(SOCKET)
        || !micros.matches("[1-9][0-9]{0,14}")
        || !environment.getOrDefault("WATCHDOG_PID", me).equals(me)) {
      return Optional.empty();
    }
    long limit = TimeUnit.MICROSECONDS.toNanos(Long.parseLong(micros));
    return Optional.of(new ServiceWatchdog(environment.get(SOCKET), limit / TIMES));
  }

  /** Says it if it is time to. */
  public void alive() {
    if (System.nanoTime() - saidNanos < periodNanos) {
      return;
    }
    saidNanos = System.nanoTime();
    try {
      ProcessBuilder builder =
          new ProcessBuilder("systemd-notify", "WATCHDOG=1")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().put(SOCKET, socket);
      Process program = builder.start();
      if (!program.waitFor(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        program.destroyForcibly();
      } else if (program.exitValue() != 0 && !hasFailed) {
        hasFailed = true; // once is enough: systemd says itself that it restarts the relay
        LOG.warnf(
            "cannot notify systemd's watchdog: systemd-notify ended with exit code %d",
            program.exitValue());
      }
    } catch (IOException e) {
      LOG.warnf("cannot notify systemd's watchdog: %s", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
