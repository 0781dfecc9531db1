package io.frelay.relay.credentials;

import io.frelay.credentials.FileStamp;
import io.frelay.pem.ListMemory;
import io.frelay.pem.PemException;
import io.frelay.protocol.Sha256;
import io.frelay.relay.config.OverdueList;
import io.frelay.relay.config.RelayConfig;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Sources of the relay's credentials, by its settings. */
final class RelayCredentialTexts {
  private static final int MAX_PEM_BYTES = 1 << 20;
  private static final int MAX_LIST_BYTES = 32 << 20;

  private final SettingOrFile ca;
  private final SettingOrFile cert;
  private final SettingOrFile key;
  private final SettingOrFile list;
  private final boolean listRequired;
  private final ListMemory listMemory;

  RelayCredentialTexts(RelayConfig config) {
    ca = source(config, config.ca(), "frelay-ca.pem", "relay.ca");
    cert = source(config, config.cert(), "frelay/cert.pem", "relay.cert");
    key = source(config, config.key(), "frelay/key.pem", "relay.key");
    list =
        SettingOrFile.of(
            config.revocationList(),
            config.certs().resolve("frelay-crl.pem"),
            "relay.revocation-list",
            "make it with fr-adm revoke");
    listRequired =
        config.revocationList().isPresent() || config.revocationListOverdue() == OverdueList.REFUSE;
    listMemory =
        config
            .revocationListSeen()
            .map(ListMemory::in)
            .or(() -> list.file().map(ListMemory::beside))
            .orElseGet(ListMemory::ofProcess);
  }

  private static SettingOrFile source(
      RelayConfig config, Optional<String> setting, String file, String settingName) {
    return SettingOrFile.of(
        setting,
        config.certs().resolve(file),
        settingName,
        "make it with fr-adm create relay, or name another with --certs or " + settingName);
  }

  /** Stamps of all files, taken without reading them; they differ when a file was replaced. */
  List<FileStamp> stamps() {
    return Stream.of(ca, cert, key, list).map(SettingOrFile::stamp).toList();
  }

  /**
   * Reads all.
   *
   * @throws PemException in one sentence, if one is missing or cannot be read
   */
  Texts read() throws PemException {
    return new Texts(
        text(ca, MAX_PEM_BYTES),
        text(cert, MAX_PEM_BYTES),
        text(key, MAX_PEM_BYTES),
        listRequired || list.exists() ? Optional.of(text(list, MAX_LIST_BYTES)) : Optional.empty());
  }

  /** Name of the revocation list in messages. */
  String listName() {
    return list.name();
  }

  /** Which lists were in force. */
  ListMemory listMemory() {
    return listMemory;
  }

  private static Text text(SettingOrFile source, int most) throws PemException {
    return new Text(source.name(), source.read(most));
  }

  /**
   * One text as it was read.
   *
   * @param name its name in messages
   */
  record Text(String name, byte[] bytes) {
    @Override
    public String toString() {
      return name; // it may be a key
    }

    String pem() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** All texts as they were read, one after the other; whether they belong together is open. */
  record Texts(Text ca, Text cert, Text key, Optional<Text> list) {
    /** The same for the same texts, and says nothing about them. */
    String fingerprint() {
      byte[][] each =
          Stream.concat(Stream.of(ca, cert, key), list.stream())
              .map(text -> Sha256.of(text.bytes()))
              .toArray(byte[][]::new);
      return HexFormat.of().formatHex(Sha256.of(each));
    }
  }
}
