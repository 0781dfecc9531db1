package io.frelay.demo;

import io.frelay.pem.Pem;
import io.frelay.pem.PemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A folder of certificates, made by {@code bin/fr-adm}.
 *
 * @param folder what {@code --out} names
 */
record DemoCertificates(Path folder) {
  static final String USER = "user1";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Makes a relay's, a user's and the given parties' certificates. */
  void create(Programs programs, List<String> parties) throws DemoFailure, InterruptedException {
    Child relay = frAdm(programs, "relay");
    Child user = frAdm(programs, "user", "--name", USER);
    relay.awaitSuccess(LIMIT);
    user.awaitSuccess(LIMIT);
    Child[] created = new Child[parties.size()];
    for (int i = 0; i < created.length; i++) {
      created[i] = frAdm(programs, "party", "--name", parties.get(i), "--user", USER);
    }
    for (Child each : created) {
      each.awaitSuccess(LIMIT);
    }
  }

  private Child frAdm(Programs programs, String what, String... options) throws DemoFailure {
    String[] arguments = new String[options.length + 4];
    arguments[0] = "create";
    arguments[1] = what;
    System.arraycopy(options, 0, arguments, 2, options.length);
    arguments[options.length + 2] = "--out";
    arguments[options.length + 3] = folder.toString();
    return programs.launcher("fr-adm", Map.of(), arguments);
  }

  /** A party's six credentials, as the variables of its environment. */
  Map<String, String> environment(String party) throws DemoFailure {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("RELAY_CA", text(relayCa()));
    environment.put("RELAY_CERT", text(atRelay(party)));
    environment.put("RELAY_KEY", text(party(party, "relay-key.pem")));
    environment.put("USER_CA", text(userCa()));
    environment.put("PARTY_CERT", text(party(party, "cert.pem")));
    environment.put("PARTY_KEY", text(party(party, "key.pem")));
    return environment;
  }

  Path relayCa() {
    return folder.resolve("frelay-ca.pem");
  }

  Path userCa() {
    return folder.resolve(USER).resolve("user-ca.pem");
  }

  /** Certificate that a party shows to the relay. */
  Path atRelay(String party) {
    return party(party, "relay-cert.pem");
  }

  /** All private keys that no one but their owner may see. */
  List<Path> keys() {
    return List.of(
        folder.resolve("frelay-key.pem"),
        folder.resolve("frelay/key.pem"),
        folder.resolve(USER).resolve("user-key.pem"),
        party("0", "key.pem"),
        party("0", "relay-key.pem"),
        party("1", "key.pem"),
        party("1", "relay-key.pem"));
  }

  private Path party(String party, String file) {
    return folder.resolve(USER).resolve(party).resolve(file);
  }

  static String text(Path file) throws DemoFailure {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new DemoFailure(file + ", which fr-adm should have made, cannot be read");
    }
  }

  static X509Certificate certificate(Path file) throws DemoFailure {
    try {
      return Pem.certificates(text(file), file.toString()).get(0);
    } catch (PemException e) {
      throw new DemoFailure(e.getMessage());
    }
  }
}
