package io.frelay.bench.setup;

import io.frelay.adm.ca.KeyType;
import io.frelay.adm.folder.Layout;
import io.frelay.adm.folder.PemPair;
import io.frelay.testkit.Checkout;
import io.frelay.testkit.relay.Certificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Certificates with RSA keys of 4096 bits at the relay, as the original makes them and fr-adm does
 * not: the openssl program makes them under fr-adm's CA.
 */
final class Rsa4096 {
  private final Layout layout;
  private final Path scratch;

  private Rsa4096(Layout layout, Path scratch) {
    this.layout = layout;
    this.scratch = scratch;
  }

  static boolean isPossible() {
    return Checkout.program("openssl").isPresent();
  }

  /** With two parties of one user. */
  static Certificates make(Path folder) throws Exception {
    Certificates certificates = Certificates.make(folder, KeyType.RSA, 2);
    Path scratch = Files.createDirectory(folder.resolveSibling(folder.getFileName() + "-making"));
    Rsa4096 making = new Rsa4096(certificates.layout(), scratch);
    making.replace(certificates.layout().relay(), "/CN=frelay", "frelay", "serverAuth");
    for (String party : certificates.parties()) {
      String subject = "/O=" + certificates.user() + "/CN=" + party;
      PemPair pair = certificates.layout().atRelay(certificates.user(), party);
      making.replace(pair, subject, party, "clientAuth");
    }
    return certificates;
  }

  private void replace(PemPair pair, String subject, String name, String usage)
      throws IOException, InterruptedException {
    Path key = scratch.resolve("key.pem");
    Path request = scratch.resolve("request.pem");
    Path certificate = scratch.resolve("cert.pem");
    Path extensions =
        Files.writeString(
            scratch.resolve("extensions"),
            "subjectAltName=DNS:%s\nextendedKeyUsage=%s\nkeyUsage=digitalSignature\n"
                .formatted(name, usage));
    openssl("req", "-new", "-newkey", "rsa:4096", "-nodes", "-sha256", "-subj", subject)
        .with("-keyout", key, "-out", request)
        .run();
    openssl("x509", "-req", "-days", "30", "-sha256", "-CAcreateserial")
        .with("-in", request, "-extfile", extensions, "-out", certificate)
        .with("-CA", layout.relayCa().certificate(), "-CAkey", layout.relayCa().key())
        .with("-CAserial", scratch.resolve("serial"))
        .run();
    Files.move(key, pair.key(), StandardCopyOption.REPLACE_EXISTING);
    Files.move(certificate, pair.certificate(), StandardCopyOption.REPLACE_EXISTING);
  }

  private static Openssl openssl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(Arrays.asList(arguments));
    return new Openssl(command);
  }

  private record Openssl(List<String> command) {
    Openssl with(Object... more) {
      Arrays.stream(more).map(Object::toString).forEach(command::add);
      return this;
    }

    void run() throws IOException, InterruptedException {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException("openssl " + command.get(1) + " failed: " + said);
      }
    }
  }
}
