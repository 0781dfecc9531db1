package io.frelay.testkit.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A headless Chromium with one page, driven by the Chrome DevTools Protocol. */
public final class Browser implements AutoCloseable {
  private static final Pattern LISTENS = Pattern.compile("ws://([^/]+)/devtools/browser/\\S+");
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  /** Far more than a page takes, also where others have the machine's cores. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final JsonRpc page;

  private Browser(Process process, JsonRpc page) {
    this.process = process;
    this.page = page;
  }

  /** The program on PATH; empty if there is none. */
  public static Optional<Path> program() {
    return Pattern.compile(File.pathSeparator)
        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Opens one page. */
  public static Browser open(Path program, Path profile, String address) throws Exception {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox", // it may run as root, and sees nobody's pages but ours
                "--disable-gpu",
                "--disable-background-networking",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                address)
            .redirectErrorStream(true)
            .start();
    String host = host(process);
    HttpRequest list = HttpRequest.newBuilder(URI.create("http://" + host + "/json/list")).build();
    String pages =
        HttpClient.newHttpClient().send(list, HttpResponse.BodyHandlers.ofString()).body();
    Matcher socket = Pattern.compile("\"(ws://[^\"]+/page/[^\"]+)\"").matcher(pages);
    if (!socket.find()) {
      throw new IOException("no page: " + pages);
    }
    return new Browser(process, JsonRpc.ofBrowser(socket.group(1)));
  }

  private static String host(Process process) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher listens = LISTENS.matcher(line);
      if (listens.find()) {
        return listens.group(1);
      }
    }
    throw new IOException("the browser has ended");
  }

  /** Evaluates an expression again and again until its value is a text, and returns that. */
  public String await(String expression) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        JsonNode value =
            page.call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true))
                .path("result")
                .path("value");
        if (value.isTextual()) {
          return value.asText();
        }
      } catch (IllegalStateException e) {
        // The page is being loaded.
      }
      Thread.sleep(50);
    }
    throw new IllegalStateException("not on the page within " + PATIENCE + ": " + expression);
  }

  /** Writes what the page shows, 1000 pixels wide, as a PNG. */
  public void screenshot(int height, Path file) throws Exception {
    page.call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 1000, "height", height, "deviceScaleFactor", 1, "mobile", false));
    String png = page.call("Page.captureScreenshot", Map.of()).path("data").asText();
    Files.write(file, Base64.getDecoder().decode(png));
  }

  @Override
  public void close() {
    page.close();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join(); // its profile is the test's
  }
}
