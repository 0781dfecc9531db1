package io.frelay.client;

import io.frelay.bundle.PartyVariable;
import io.frelay.client.TestCa.Issued;
import io.frelay.client.TestCa.Wanted;
import io.frelay.credentials.PartyIdentity;
import io.frelay.pem.Pem;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLEngine;

/** A relay CA, a user CA and what they sign. */
public final class TestWorld {
  public static final String USER = "user1";

  public final TestCa relayCa;
  public final TestCa userCa;

  public TestWorld() {
    relayCa = new TestCa("test relay CA");
    userCa = new TestCa("test user CA");
  }

  /** Returns what {@link #party} holds. */
  public PartyIdentity identity(String name) throws Exception {
    return party(name).identity();
  }

  public PartyCredentials party(String name) throws Exception {
    return PartyCredentials.fromPem(pems(name));
  }

  /** Client of a party, with the default options. */
  public FrelayClient client(String name, RelayAddress relay) throws Exception {
    return client(name, relay, FrelayClient.builder());
  }

  public FrelayClient client(String name, RelayAddress relay, FrelayClient.Builder options)
      throws Exception {
    return client(party(name), relay, options);
  }

  public static FrelayClient client(
      PartyCredentials party, RelayAddress relay, FrelayClient.Builder options) {
    return options.copy().relay(relay).credentials(party).build();
  }

  /** The environment of a party, as a shell would hold it. */
  public Map<String, String> environment(String name) {
    Map<String, String> environment = new HashMap<>();
    pems(name).forEach((credential, pem) -> environment.put(credential.name(), pem));
    return environment;
  }

  /** A list of the user CA with nobody on it. */
  public String userCrl() throws Exception {
    return userCa.list(Duration.ofHours(1));
  }

  /** One that has revoked a certificate, given in PEM. */
  public String userCrlWith(String certificate) throws Exception {
    X509Certificate revoked = Pem.certificates(certificate, "test").get(0);
    return userCa.list(Duration.ofHours(1), new Issued(revoked, null));
  }

  public Map<PartyVariable, String> pems(String name) {
    return pems(relayCa.issue(Wanted.party(name, USER)), userCa.issue(Wanted.party(name, USER)));
  }

  public Map<PartyVariable, String> pems(Issued relay, Issued party) {
    Map<PartyVariable, String> pems = new EnumMap<>(PartyVariable.class);
    pems.put(PartyVariable.RELAY_CA, relayCa.own.certPem());
    pems.put(PartyVariable.RELAY_CERT, relay.certPem());
    pems.put(PartyVariable.RELAY_KEY, relay.keyPem());
    pems.put(PartyVariable.USER_CA, userCa.own.certPem());
    pems.put(PartyVariable.PARTY_CERT, party.certPem());
    pems.put(PartyVariable.PARTY_KEY, party.keyPem());
    return pems;
  }

  /** Party 1's end of the end-to-end TLS, for a test to drive by hand. */
  SSLEngine engineOfParty1(boolean client, String protocol) throws Exception {
    SSLEngine engine = userCa.context(userCa.issue(Wanted.party("1", USER))).createSSLEngine();
    engine.setUseClientMode(client);
    engine.setNeedClientAuth(true);
    engine.setEnabledProtocols(new String[] {protocol});
    return engine;
  }

  Issued relay() {
    return relayCa.issue(Wanted.relay("frelay"));
  }
}
