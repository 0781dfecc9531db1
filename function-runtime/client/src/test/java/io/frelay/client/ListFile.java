package io.frelay.client;

import io.frelay.client.TestCa.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** A revocation list in a file, which is replaced as a whole, as those who write it do. */
record ListFile(TestCa ca, Path path) {
  private static final Duration HOUR = Duration.ofHours(1);

  static ListFile in(Path folder, TestCa ca) {
    return new ListFile(ca, folder.resolve("user-crl.pem"));
  }

  Path revoke(Issued... revoked) throws Exception {
    return revoke(HOUR, revoked);
  }

  /**
   * @param due when a newer one is
   */
  Path revoke(Duration due, Issued... revoked) throws Exception {
    return write(ca.list(due, revoked));
  }

  Path write(String text) throws IOException {
    Path fresh = Files.writeString(Files.createTempFile(path.getParent(), "crl", ".new"), text);
    return Files.move(
        fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
