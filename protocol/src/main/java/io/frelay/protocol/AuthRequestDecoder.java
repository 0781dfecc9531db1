package io.frelay.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.async.NonBlockingJsonParser;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Decodes one {@link AuthRequest} that may come in any number of pieces.
 *
 * <p>Members it does not know are passed over, so that later versions can add some. White space may
 * follow the object; anything else may not. Not safe for use by several threads.
 */
public final class AuthRequestDecoder {
  /** Its first byte in UTF-8. */
  private static final byte BYTE_ORDER_MARK = (byte) 0xef;

  private NonBlockingJsonParser parser;
  private int received;
  private byte[] held = {}; // a comma and the white space behind it
  private int depth;
  private Optional<AuthRequest> decoded = Optional.empty();

  private String destParty;
  private String tag = "";
  private int version = 1;
  private Optional<Duration> timeout = Optional.empty();
  private Preparation preparation = Preparation.UNKNOWN;
  private Optional<ClientHello> clientHello = Optional.empty();

  public AuthRequestDecoder() {
    try {
      parser = (NonBlockingJsonParser) Json.FACTORY.createNonBlockingByteArrayParser();
    } catch (IOException e) {
      throw new IllegalStateException("a parser over memory cannot fail to open", e);
    }
  }

  /**
   * Takes the next bytes.
   *
   * @return the request as soon as its last byte has come; from then on the same without its
   *     ClientHello, which is not kept here
   * @throws MalformedMessageException if these bytes cannot belong to a request, or more than
   *     {@link Limits#REQUEST_BYTES} have come; the decoder is of no further use
   */
  public Optional<AuthRequest> feed(byte[] bytes) throws MalformedMessageException {
    if (received == 0 && bytes.length > 0 && bytes[0] == BYTE_ORDER_MARK) {
      // RFC 8259, 8.1 forbids one; Jackson takes one, but not in every split.
      throw new MalformedMessageException("not JSON at byte 0");
    }
    received += bytes.length;
    if (received > Limits.REQUEST_BYTES) {
      throw new MalformedMessageException("more than " + Limits.REQUEST_BYTES + " bytes");
    }
    if (decoded.isPresent()) {
      requireWhiteSpace(bytes, 0);
      return decoded;
    }
    byte[] present = joined(held, bytes);
    int ready = withoutOpenComma(present);
    held = Arrays.copyOfRange(present, ready, present.length);
    parse(present, ready);
    if (decoded.isEmpty()) {
      return decoded;
    }
    long end = parser.currentLocation().getByteOffset();
    requireWhiteSpace(present, (int) (end - (received - present.length)));
    Optional<AuthRequest> complete = decoded;
    forgetWhatIsLarge();
    return complete;
  }

  private void parse(byte[] present, int length) throws MalformedMessageException {
    try {
      parser.getNonBlockingInputFeeder().feedInput(present, 0, length);
      parse();
    } catch (JsonProcessingException e) {
      throw Json.malformed(e);
    } catch (MalformedMessageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Jackson's non-blocking parser meets some malformed input with an internal error of its own.
      throw new MalformedMessageException("not JSON");
    }
  }

  private static byte[] joined(byte[] first, byte[] second) {
    if (first.length == 0) {
      return second;
    }
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /**
   * Index of a comma that only white space follows, else the length. Jackson's non-blocking parser
   * forgets a comma at the end of its input, and would accept a bracket after it.
   */
  private static int withoutOpenComma(byte[] bytes) {
    int last = bytes.length - 1;
    while (last >= 0 && isWhiteSpace(bytes[last])) {
      last--;
    }
    return last >= 0 && bytes[last] == ',' ? last : bytes.length;
  }

  /** A waiter may wait long, and these are larger than all else that is known of it. */
  private void forgetWhatIsLarge() {
    parser = null;
    clientHello = Optional.empty();
    decoded = decoded.map(AuthRequest::withoutClientHello);
  }

  private void parse() throws IOException {
    for (JsonToken token = parser.nextToken();
        token != JsonToken.NOT_AVAILABLE;
        token = parser.nextToken()) {
      switch (token) {
        case START_OBJECT, START_ARRAY -> open(token);
        case END_OBJECT, END_ARRAY -> {
          depth--;
          if (depth == 0) {
            decoded = Optional.of(request());
            return;
          }
        }
        case FIELD_NAME -> {}
        default -> value(token);
      }
    }
  }

  private void open(JsonToken token) throws IOException {
    if (depth == 0 && token != JsonToken.START_OBJECT) {
      throw new MalformedMessageException("not a JSON object");
    }
    if (depth == 1) {
      requireUnknownMember(parser.currentName());
    }
    depth++;
  }

  private void requireUnknownMember(String name) throws MalformedMessageException {
    switch (name) {
      case AuthRequest.DEST_PARTY,
          AuthRequest.TAG,
          AuthRequest.VERSION,
          AuthRequest.TIMEOUT_MS,
          AuthRequest.PREPARED,
          AuthRequest.CLIENT_HELLO ->
          throw new MalformedMessageException(name + " is an object or array");
      default -> {}
    }
  }

  private void value(JsonToken token) throws IOException {
    if (depth == 0) {
      throw new MalformedMessageException("not a JSON object");
    }
    if (depth > 1) {
      return;
    }
    switch (parser.currentName()) {
      case AuthRequest.DEST_PARTY -> destParty = text(token, AuthRequest.DEST_PARTY);
      case AuthRequest.TAG -> tag = token == JsonToken.VALUE_NULL ? "" : text(token, "Tag");
      case AuthRequest.VERSION -> version = (int) number(token, AuthRequest.VERSION, 1, 1_000_000);
      case AuthRequest.TIMEOUT_MS ->
          timeout =
              Optional.of(
                  Duration.ofMillis(number(token, AuthRequest.TIMEOUT_MS, 0, Integer.MAX_VALUE)));
      case AuthRequest.PREPARED -> preparation = preparation(token);
      case AuthRequest.CLIENT_HELLO ->
          clientHello = Optional.of(clientHello(text(token, AuthRequest.CLIENT_HELLO)));
      default -> {}
    }
  }

  private static Preparation preparation(JsonToken token) throws MalformedMessageException {
    if (!token.isBoolean()) {
      throw new MalformedMessageException(AuthRequest.PREPARED + " is neither true nor false");
    }
    return token == JsonToken.VALUE_TRUE ? Preparation.USED : Preparation.WANTED;
  }

  private static ClientHello clientHello(String base64) throws MalformedMessageException {
    byte[] records;
    try {
      records = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) { // whose text quotes the input
      throw new MalformedMessageException(AuthRequest.CLIENT_HELLO + " is not base64");
    }
    try {
      return ClientHello.of(records);
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException(AuthRequest.CLIENT_HELLO + ": " + e.getMessage());
    }
  }

  private String text(JsonToken token, String member) throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      throw new MalformedMessageException(member + " is not a string");
    }
    return parser.getText();
  }

  private long number(JsonToken token, String member, long least, long most) throws IOException {
    if (token != JsonToken.VALUE_NUMBER_INT) {
      throw new MalformedMessageException(member + " is not a whole number");
    }
    double value = parser.getDoubleValue(); // never overflows, unlike getLongValue
    if (value < least || value > most) {
      throw new MalformedMessageException("%s is not from %d to %d".formatted(member, least, most));
    }
    return (long) value;
  }

  private AuthRequest request() throws MalformedMessageException {
    if (destParty == null) {
      throw new MalformedMessageException(AuthRequest.DEST_PARTY + " is missing");
    }
    try {
      int served = Math.min(version, AuthRequest.NEWEST_VERSION);
      return served == 1
          ? AuthRequest.version1(destParty, tag)
          : new AuthRequest(destParty, tag, served, timeout, preparation, clientHello);
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException(AuthRequest.DEST_PARTY + ": " + e.getMessage());
    }
  }

  private static void requireWhiteSpace(byte[] bytes, int from) throws MalformedMessageException {
    for (int i = from; i < bytes.length; i++) {
      if (!isWhiteSpace(bytes[i])) {
        throw new MalformedMessageException("bytes follow the request");
      }
    }
  }

  private static boolean isWhiteSpace(byte each) {
    return each == ' ' || each == '\t' || each == '\r' || each == '\n';
  }
}
