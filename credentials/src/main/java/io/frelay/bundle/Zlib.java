package io.frelay.bundle;

import io.frelay.pem.PemException;
import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A zlib stream (RFC 1950) in memory; its Adler-32 at the end tells a damaged one. */
final class Zlib {
  /** The most that a stream may hold: many times a party's certificates, and no memory to fear. */
  static final int MAX_BYTES = 64 * 1024;

  private Zlib() {}

  static byte[] deflate(byte[] content) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setInput(content);
      deflater.finish();
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      byte[] part = new byte[4096];
      while (!deflater.finished()) {
        stream.write(part, 0, deflater.deflate(part));
      }
      return stream.toByteArray();
    } finally {
      deflater.end();
    }
  }

  static byte[] inflate(byte[] stream, String source) throws PemException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(stream);
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      byte[] part = new byte[4096];
      while (!inflater.finished()) {
        int length = inflater.inflate(part);
        content.write(part, 0, length);
        if (content.size() > MAX_BYTES) {
          throw new PemException(
              "%s: the bundle holds more than %d bytes; store one that fr-adm wrote"
                  .formatted(source, MAX_BYTES));
        }
        if (length == 0 && !inflater.finished()) {
          throw inflater.needsDictionary() ? Bundle.damaged(source) : Bundle.cutShort(source);
        }
      }
      if (inflater.getRemaining() > 0) {
        throw Bundle.damaged(source);
      }
      return content.toByteArray();
    } catch (DataFormatException e) {
      throw Bundle.damaged(source);
    } finally {
      inflater.end();
    }
  }
}
