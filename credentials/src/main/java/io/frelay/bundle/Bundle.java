package io.frelay.bundle;

import io.frelay.pem.PemException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The variables of one party as one text without spaces, line ends or characters that a shell
 * minds: {@code frelay1.} and the base64url (RFC 4648, 5; no padding) of a zlib stream (RFC 1950)
 * of {@link BundleEntries}. A party with EC keys takes about 1.8 KB, where its plain variables take
 * 3 KB: AWS Lambda allows 4 KB for all variables together.
 *
 * <p>It hides nothing: a bundle is as secret as the private keys in it.
 */
public final class Bundle {
  private static final String PREFIX = "frelay1.";
  private static final Pattern ANY_VERSION = Pattern.compile("frelay[1-9][0-9]{0,8}\\.");
  private static final Pattern BODY = Pattern.compile("[A-Za-z0-9_-]*");

  private Bundle() {}

  /**
   * The bundle of these variables. Its text depends on nothing else, their order included.
   *
   * @param variables names of {@link PartyVariable} to values; PEM may have all the shapes that
   *     {@link io.frelay.pem.Pem} reads
   * @throws IllegalArgumentException on another name, a value that should be PEM and is not, or
   *     more than {@value Zlib#MAX_BYTES} bytes; the text never quotes a value
   */
  public static String encode(Map<String, String> variables) {
    byte[] stream = Zlib.deflate(BundleEntries.encode(variables));
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(stream);
  }

  /**
   * The variables of a bundle, in the order of {@link PartyVariable}. PEM values come as PEM text
   * with a line end after each line. What a newer writer added under other names is passed over.
   *
   * @param text the bundle; white space around it does not matter
   * @param source names it in error messages, such as {@code FRELAY_BUNDLE}
   * @throws PemException if it is no bundle, is cut short or damaged, or of a newer format
   */
  public static Map<String, String> decode(String text, String source) throws PemException {
    String bundle = text.strip();
    if (!bundle.startsWith(PREFIX)) {
      throw noneOfOurs(bundle, source);
    }
    String body = bundle.substring(PREFIX.length());
    if (!BODY.matcher(body).matches()) {
      throw damaged(source);
    }
    if (body.length() % 4 == 1) { // no number of bytes has this length in base64
      throw cutShort(source);
    }
    byte[] stream = Base64.getUrlDecoder().decode(body);
    return BundleEntries.decode(Zlib.inflate(stream, source), source);
  }

  private static PemException noneOfOurs(String bundle, String source) {
    if (bundle.isEmpty()) {
      return new PemException(source + " is empty; store the bundle that fr-adm wrote");
    }
    if (PREFIX.startsWith(bundle)) {
      return cutShort(source);
    }
    if (ANY_VERSION.matcher(bundle).lookingAt()) {
      return new PemException(
          source
              + " is a bundle of a newer format; update Frelay here, or make the bundle with this version's fr-adm");
    }
    return new PemException(
        source
            + " is not a bundle: it does not begin with '"
            + PREFIX
            + "'; store the bundle that fr-adm wrote");
  }

  static PemException cutShort(String source) {
    return new PemException(source + ": the bundle is cut short; store the whole of it again");
  }

  static PemException damaged(String source) {
    return new PemException(source + ": the bundle is damaged; store it again, unchanged");
  }
}
