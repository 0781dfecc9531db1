package io.frelay.testkit.process;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Starts processes and ends every one of them: on {@link #close}, and when this JVM ends. */
public final class Processes implements AutoCloseable {
  private final Set<MeasuredProcess> running = ConcurrentHashMap.newKeySet();
  private final Thread hook = new Thread(this::endAll, "end of the processes");

  public Processes() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts one; it does not see what is set in the environment about a relay.
   *
   * @param environment what it sees besides
   */
  public MeasuredProcess start(List<String> command, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("RELAY"));
    builder.environment().putAll(environment);
    long before = System.nanoTime();
    MeasuredProcess process = new MeasuredProcess(builder.start(), before, running::remove);
    running.add(process);
    return process;
  }

  @Override
  public void close() {
    endAll();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  private void endAll() {
    for (MeasuredProcess process : List.copyOf(running)) {
      process.close();
    }
  }
}
