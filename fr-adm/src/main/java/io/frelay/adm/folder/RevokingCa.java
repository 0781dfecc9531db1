package io.frelay.adm.folder;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.CertificateAuthority;
import io.frelay.adm.ca.IssuedNames;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.BiFunction;

/**
 * A CA of a folder that keeps a revocation list, and what goes with it: the relay CA, whose list
 * the relay heeds, or a user's, whose list that user's parties heed among themselves.
 *
 * @param name what to call it in messages
 * @param files the CA
 * @param create the command that makes it
 * @param list where its list is
 * @param signed where, of a user's party, the certificate lies that it signed
 * @param next what to do with a list that has changed
 */
record RevokingCa(
    String name,
    PemPair files,
    String create,
    Path list,
    BiFunction<String, String, PemPair> signed,
    String next) {

  static RevokingCa ofRelay(Layout layout) {
    return new RevokingCa(
        "relay CA",
        layout.relayCa(),
        layout.command("create relay"),
        layout.revocations(),
        layout::atRelay,
        "give %s to the relay: beside its %s, or at the path in its RELAY_REVOCATION_LIST; no restart is needed"
            .formatted(layout.revocations(), Layout.RELAY_CA));
  }

  static RevokingCa ofUser(Layout layout, String user) throws AdmException {
    IssuedNames.user(user);
    return new RevokingCa(
        "CA of user " + user,
        layout.userCa(user),
        layout.command("create user --name " + user),
        layout.revocations(user),
        layout::endToEnd,
        "give %s to all parties of %s, as USER_CRL or at the path in their USER_CRL_FILE; fr-adm env and fr-adm secrets include it"
            .formatted(layout.revocations(user), user));
  }

  CertificateAuthority open(Instant now) throws AdmException {
    return StoredCa.open(files, name, create, now);
  }
}
