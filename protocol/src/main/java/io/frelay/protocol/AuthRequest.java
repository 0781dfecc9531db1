package io.frelay.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/**
 * Request of a party: the party that it wants to be joined with.
 *
 * <p>Version 1 is {@code {"DestParty":"1","Tag":"t"}}. Version 2 appends {@code
 * "Version":2,"TimeoutMs":30000,"Prepared":false,"ClientHello":"FgMB..."}; a version 1 relay that
 * ignores unknown members serves it as version 1.
 *
 * @param destParty the wanted party's name, of the same user
 * @param tag tells sessions of the same two parties apart; may be empty
 * @param version the protocol version the party speaks, 1 or 2
 * @param timeout how long the party can still wait; empty in version 1 and where it does not care
 * @param preparation what it says of prepared connections; nothing in version 1
 * @param clientHello what the party says first if it becomes the TLS client; empty in version 1 and
 *     where the party sends it only when it knows its role
 */
public record AuthRequest(
    String destParty,
    String tag,
    int version,
    Optional<Duration> timeout,
    Preparation preparation,
    Optional<ClientHello> clientHello) {
  /** The newest version; a request of a newer one is served as this. */
  public static final int NEWEST_VERSION = 2;

  static final String DEST_PARTY = "DestParty";
  static final String TAG = "Tag";
  static final String VERSION = "Version";
  static final String TIMEOUT_MS = "TimeoutMs";
  static final String PREPARED = "Prepared";
  static final String CLIENT_HELLO = "ClientHello";

  /**
   * @throws IllegalArgumentException on a name that no party can have, a version below 1, a
   *     negative timeout, or a ClientHello or prepared connections in version 1
   */
  public AuthRequest {
    Objects.requireNonNull(tag, "tag");
    if (!Names.isParty(destParty)) {
      throw new IllegalArgumentException(
          "a party's name is 1 to %d printable ASCII characters".formatted(Names.MAX_LENGTH));
    }
    if (version < 1) {
      throw new IllegalArgumentException("version is " + version + ", below 1");
    }
    if (timeout.isPresent() && timeout.get().isNegative()) {
      throw new IllegalArgumentException("timeout is negative");
    }
    if (version == 1 && clientHello.isPresent()) {
      throw new IllegalArgumentException("version 1 knows no early ClientHello");
    }
    if (version == 1 && preparation != Preparation.UNKNOWN) {
      throw new IllegalArgumentException("version 1 knows no prepared connections");
    }
  }

  /** A request without a ClientHello, which says nothing of prepared connections. */
  public AuthRequest(String destParty, String tag, int version, Optional<Duration> timeout) {
    this(destParty, tag, version, timeout, Preparation.UNKNOWN, Optional.empty());
  }

  public static AuthRequest version1(String destParty, String tag) {
    return new AuthRequest(destParty, tag, 1, Optional.empty());
  }

  public static AuthRequest version2(String destParty, String tag, Duration timeout) {
    return new AuthRequest(destParty, tag, 2, Optional.of(timeout));
  }

  /**
   * The same with a ClientHello if that leaves it within {@link Limits#REQUEST_BYTES}, otherwise
   * without: to send it early saves time and is never necessary.
   */
  public AuthRequest withClientHelloIfItFits(ClientHello hello) {
    AuthRequest with = with(preparation, Optional.of(hello));
    return with.json().length <= Limits.REQUEST_BYTES ? with : withoutClientHello();
  }

  /** The same without a ClientHello. */
  public AuthRequest withoutClientHello() {
    return clientHello.isEmpty() ? this : with(preparation, Optional.empty());
  }

  /** The same with a word on prepared connections. */
  public AuthRequest with(Preparation word) {
    return with(word, clientHello);
  }

  private AuthRequest with(Preparation word, Optional<ClientHello> hello) {
    return new AuthRequest(destParty, tag, version, timeout, word, hello);
  }

  /**
   * The JSON to send, in UTF-8, version 1 members first.
   *
   * @throws IllegalArgumentException if it is longer than {@link Limits#REQUEST_BYTES}, or the tag
   *     is no Unicode text
   */
  public byte[] encode() {
    byte[] json = json();
    if (json.length > Limits.REQUEST_BYTES) {
      throw new IllegalArgumentException(
          "the request has %d bytes, the most is %d; shorten the tag"
              .formatted(json.length, Limits.REQUEST_BYTES));
    }
    return json;
  }

  private byte[] json() {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(tag)) {
      throw new IllegalArgumentException(
          "the tag has half a surrogate pair and is no Unicode text");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField(DEST_PARTY, destParty);
      json.writeStringField(TAG, tag);
      if (version > 1) {
        json.writeNumberField(VERSION, version);
        if (timeout.isPresent()) {
          json.writeNumberField(TIMEOUT_MS, timeout.get().toMillis());
        }
        if (preparation != Preparation.UNKNOWN) {
          json.writeBooleanField(PREPARED, preparation == Preparation.USED);
        }
        if (clientHello.isPresent()) {
          byte[] records = clientHello.get().records();
          json.writeStringField(CLIENT_HELLO, Base64.getEncoder().encodeToString(records));
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory cannot fail
    }
    return bytes.toByteArray();
  }
}
