package io.frelay.scenarios.functions.support;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import io.frelay.scenarios.support.Project;
import io.frelay.scenarios.support.TemporaryFolder;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/** A function.zip, unzipped once for all tests, and how Lambda would start it. */
final class LambdaPackage {
  /** The example handlers. */
  static final LambdaPackage EXAMPLES =
      new LambdaPackage(
          "examples/aws", "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest");

  /** The trial handlers. */
  static final LambdaPackage TRIALS = new LambdaPackage("lab/trials/aws", EXAMPLES.handler);

  /** The trial handlers behind Quarkus's HTTP layer, for the events of REST APIs. */
  static final LambdaPackage REST_TRIALS =
      new LambdaPackage("lab/trials/aws-rest", EXAMPLES.handler);

  /** The example handlers as functions of Funqy. */
  static final LambdaPackage FUNQY =
      new LambdaPackage(
          "examples/funqy/aws", "io.quarkus.funqy.lambda.FunqyStreamHandler::handleRequest");

  private final String module;
  private final String handler;
  private Path unzipped;

  private LambdaPackage(String module, String handler) {
    this.module = module;
    this.handler = handler;
  }

  /** Handler that a managed Java runtime calls. */
  String handler() {
    return handler;
  }

  /** Folder of the unzipped package. */
  synchronized Path folder() {
    if (unzipped == null) {
      Path folder = TemporaryFolder.create("lambda");
      try (InputStream file =
              Files.newInputStream(Project.ROOT.resolve(module + "/target/function.zip"));
          ZipInputStream zip = new ZipInputStream(file)) {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          extract(zip, folder.resolve(entry.getName()), entry.isDirectory());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      unzipped = folder;
    }
    return unzipped;
  }

  /** True if the package has its own runtime, an executable, and needs no JVM. */
  boolean isNative() {
    return Files.exists(folder().resolve("bootstrap"));
  }

  /** As `ps` shows it on Lambda, without the heap's size and AWS's own class data archive. */
  List<String> command(String java) {
    if (isNative()) {
      return List.of("./bootstrap");
    }
    return List.of(
        java,
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--add-opens=java.base/java.io=ALL-UNNAMED",
        "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
        "-Djava.net.preferIPv4Stack=true",
        "-XX:+ErrorFileToStderr",
        "-classpath",
        Stream.of(
                AWSLambda.class,
                RequestStreamHandler.class,
                PojoSerializer.class,
                SdkInternalThreadLocal.class)
            .map(LambdaPackage::jar)
            .collect(Collectors.joining(File.pathSeparator)),
        AWSLambda.class.getName(),
        handler);
  }

  private static void extract(InputStream content, Path to, boolean isFolder) throws IOException {
    Files.createDirectories(isFolder ? to : to.getParent());
    if (!isFolder) {
      Files.copy(content, to);
      if (to.endsWith("bootstrap") && !to.toFile().setExecutable(true)) {
        throw new IOException(to + " cannot be made executable");
      }
    }
  }

  private static String jar(Class<?> inIt) {
    try {
      return Path.of(inIt.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
