package io.frelay.client.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Takes whole records and not a byte behind them. */
public final class RecordReaderTarget {
  private RecordReaderTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    ByteArrayInputStream in = new ByteArrayInputStream(input);
    RecordReader records = new RecordReader(in);
    int at = 0;
    try {
      while (true) {
        ByteBuffer record = records.next();
        byte[] bytes = new byte[record.remaining()];
        record.get(bytes);
        if (!Arrays.equals(bytes, Arrays.copyOfRange(input, at, at + bytes.length))) {
          throw new AssertionError("not the bytes that came");
        }
        at += bytes.length;
        if (in.available() != input.length - at) {
          throw new AssertionError("took bytes behind the record");
        }
      }
    } catch (IOException e) {
      // an end, or no TLS
    }
  }
}
