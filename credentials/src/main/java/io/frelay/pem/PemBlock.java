package io.frelay.pem;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One {@code -----BEGIN label-----} block (RFC 7468).
 *
 * @param label what stands between BEGIN and the dashes, such as {@code CERTIFICATE}
 * @param der the decoded content
 */
public record PemBlock(String label, byte[] der) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final Base64.Encoder BODY =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  /**
   * All blocks of a text. Besides plain PEM it takes what environment variables make of it: line
   * ends as the two characters {@code \n}, or the whole in base64.
   *
   * @throws PemException if there is none, or one is cut short or damaged
   */
  public static List<PemBlock> parse(String text, String source) throws PemException {
    String pem = plain(text, source);
    if (pem.contains("Proc-Type: 4,ENCRYPTED")) { // RFC 1421, as older OpenSSL writes it
      throw Pem.encrypted(source);
    }
    List<PemBlock> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(pem);
    while (block.find()) {
      blocks.add(new PemBlock(block.group(1), decode(block.group(2), source)));
    }
    if (blocks.isEmpty() || count(pem, "-----BEGIN ") != blocks.size()) {
      throw new PemException(source + ": the PEM is cut short or damaged");
    }
    return blocks;
  }

  /** The block as OpenSSL writes it: lines of 64 characters, each with its end. */
  public String text() {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, BODY.encodeToString(der), label);
  }

  private static String plain(String text, String source) throws PemException {
    if (text.isBlank()) {
      throw new PemException(source + " is empty");
    }
    if (text.contains("-----BEGIN ")) {
      return text.replace("\\n", "\n").replace("\\r", "");
    }
    try {
      String decoded =
          new String(Base64.getMimeDecoder().decode(text.strip()), StandardCharsets.ISO_8859_1);
      if (decoded.contains("-----BEGIN ")) {
        return decoded;
      }
    } catch (IllegalArgumentException e) {
      // Not base64 either: the one message below says all there is to say.
    }
    throw new PemException(source + " is not PEM: no line '-----BEGIN ...-----'");
  }

  private static byte[] decode(String body, String source) throws PemException {
    try {
      return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new PemException(source + ": the PEM is cut short or damaged");
    }
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
