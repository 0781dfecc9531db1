package io.frelay.pem;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A certificate's subject (RFC 5280, 4.1.2.4), read from its DER. By way of the JDK's text of it a
 * BMPString would be taken for the characters that its bytes are: a CN of U+3031 for "01".
 */
final class Subject {
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int UTF8_STRING = 0x0c;
  private static final int PRINTABLE_STRING = 0x13;
  private static final int TELETEX_STRING = 0x14;
  private static final int IA5_STRING = 0x16;
  private static final int UNIVERSAL_STRING = 0x1c;
  private static final int BMP_STRING = 0x1e;
  private static final int SET = 0x31;

  private Subject() {}

  /**
   * One attribute.
   *
   * @param type its object identifier, such as 2.5.4.3
   * @param tag what kind of string it is
   */
  record Attribute(String type, int tag, byte[] value) {
    /**
     * The value as text.
     *
     * @throws PemException if it is none, or empty
     */
    String text() throws PemException {
      Charset charset =
          switch (tag) {
            case UTF8_STRING -> StandardCharsets.UTF_8;
            // Beyond ASCII nobody agrees what these two mean.
            case PRINTABLE_STRING, TELETEX_STRING, IA5_STRING -> StandardCharsets.US_ASCII;
            case BMP_STRING -> StandardCharsets.UTF_16BE;
            case UNIVERSAL_STRING -> Charset.forName("UTF-32BE");
            default -> throw new PemException("the certificate's " + type + " is not text");
          };
      try {
        String text = charset.newDecoder().decode(ByteBuffer.wrap(value)).toString();
        if (text.isEmpty()) {
          throw new PemException("the certificate's " + type + " is empty");
        }
        return text;
      } catch (CharacterCodingException e) {
        throw new PemException("the certificate's " + type + " is not text", e);
      }
    }
  }

  /**
   * All attributes, also those that share an RDN.
   *
   * @throws PemException if the subject cannot be read
   */
  static List<Attribute> attributes(X509Certificate certificate) throws PemException {
    List<Attribute> attributes = new ArrayList<>();
    try {
      ByteBuffer subject = ByteBuffer.wrap(certificate.getSubjectX500Principal().getEncoded());
      ByteBuffer rdns = ByteBuffer.wrap(Der.content(subject, Der.SEQUENCE));
      while (rdns.hasRemaining()) {
        ByteBuffer rdn = ByteBuffer.wrap(Der.content(rdns, SET));
        while (rdn.hasRemaining()) {
          attributes.add(attribute(ByteBuffer.wrap(Der.content(rdn, Der.SEQUENCE))));
        }
      }
    } catch (IllegalArgumentException e) {
      throw new PemException("the certificate's subject cannot be read", e);
    }
    return attributes;
  }

  private static Attribute attribute(ByteBuffer in) {
    String type = identifier(Der.content(in, OBJECT_IDENTIFIER));
    if (!in.hasRemaining()) {
      throw new IllegalArgumentException("an attribute without a value");
    }
    int tag = in.get(in.position()) & 0xff;
    return new Attribute(type, tag, Der.content(in, tag));
  }

  /** As far as 2.5.4.x goes, which is where all types lie that matter here; others as hex. */
  private static String identifier(byte[] oid) {
    boolean isName = oid.length == 3 && oid[0] == 0x55 && oid[1] == 4 && oid[2] >= 0;
    return isName ? "2.5.4." + oid[2] : HexFormat.of().formatHex(oid);
  }
}
