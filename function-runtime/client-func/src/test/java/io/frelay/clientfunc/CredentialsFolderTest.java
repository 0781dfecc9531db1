package io.frelay.clientfunc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.frelay.client.CredentialsException;
import io.frelay.client.PartyCredentials;
import io.frelay.client.TestWorld;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A list of the revoked that is there is never left aside in silence. */
class CredentialsFolderTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Map<String, String> environment = new HashMap<>();

  @TempDir private Path certs;
  private final TestWorld world = new TestWorld();

  @BeforeEach
  void folderOfParty0() throws Exception {
    Map<String, String> pems = world.environment("0");
    Path party = Files.createDirectories(certs.resolve("user1/0"));
    Files.writeString(certs.resolve("frelay-ca.pem"), pems.get("RELAY_CA"));
    Files.writeString(certs.resolve("user1/user-ca.pem"), pems.get("USER_CA"));
    Files.writeString(party.resolve("cert.pem"), pems.get("PARTY_CERT"));
    Files.writeString(party.resolve("key.pem"), pems.get("PARTY_KEY"));
    Files.writeString(party.resolve("relay-cert.pem"), pems.get("RELAY_CERT"));
    Files.writeString(party.resolve("relay-key.pem"), pems.get("RELAY_KEY"));
    environment.putAll(Map.of("CERTS", certs.toString(), "USER", "user1", "NAME", "0"));
  }

  private PartyCredentials load() throws Exception {
    Messenger messenger = new Messenger(new PrintStream(said, true, UTF_8), false);
    return CredentialsFolder.load(new Environment(environment), Optional.empty(), messenger);
  }

  private Path list() {
    return certs.resolve("user1/user-crl.pem");
  }

  @Test
  void withoutAListTheFolderWillDo() throws Exception {
    assertThat(load().party()).isEqualTo("0");
    assertThat(said.toString(UTF_8)).isEmpty();
  }

  @Test
  void aListInTheVariableGoesWithTheFolder() throws Exception {
    environment.put("USER_CRL", world.userCrl());
    assertThat(load().party()).isEqualTo("0");
    environment.put("USER_CRL", "nonsense");
    assertRefused("USER_CRL is not PEM");
  }

  @Test
  void aListThatAVariableNamesIsTakenBeforeTheFoldersAndItIsSaid() throws Exception {
    Files.writeString(list(), "nonsense");
    Path mine = Files.writeString(certs.resolve("mine.pem"), world.userCrl());
    environment.put("USER_CRL_FILE", mine.toString());
    assertThat(load().party()).isEqualTo("0");
    assertThat(said.toString(UTF_8))
        .contains("USER_CRL_FILE is set, so " + list() + " is not used");
    environment.remove("USER_CRL_FILE");
    assertRefused(list().toString());
  }

  @Test
  void aLinkThatLeadsNowhereIsNotTakenForNoList() throws Exception {
    Files.createSymbolicLink(list(), Path.of("gone.pem"));
    assertRefused(list() + " does not exist");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(this::load)
        .isInstanceOf(CredentialsException.class)
        .hasMessageStartingWith(message);
  }

  /** The first revocation makes the list, long after listen or forward has begun. */
  @Test
  void aListThatComesLaterIsReadToo() throws Exception {
    Messenger messenger = new Messenger(new PrintStream(said, true, UTF_8), false);
    CredentialsLoader loader =
        new CredentialsLoader(new Environment(environment), Optional.empty(), messenger);
    loader.load();
    assertThat(loader.hasMore()).isFalse();
    Files.writeString(list(), "nonsense");
    assertThat(loader.hasMore()).isTrue();
    assertThatThrownBy(loader::load).isInstanceOf(CredentialsException.class);
    assertThat(loader.hasMore()).as("it is yet to be taken").isTrue();
    Files.writeString(list(), world.userCrl());
    assertThat(loader.load().party()).isEqualTo("0");
    assertThat(loader.hasMore()).isFalse();
  }
}
