package io.frelay.bundle;

import io.frelay.pem.PemBlock;
import io.frelay.pem.PemException;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Entries of a bundle's zlib stream, one per variable; numbers are big-endian:
 *
 * <pre>
 * entry = length of name (1 byte), name (ASCII), length of value (2 bytes), value
 * value = text (UTF-8), or blocks where the variable is PEM
 * block = length of label (1 byte), label (ASCII), length of DER (2 bytes), DER
 * </pre>
 */
final class BundleEntries {
  private BundleEntries() {}

  static byte[] encode(Map<String, String> variables) {
    for (String name : variables.keySet()) {
      if (PartyVariable.named(name).isEmpty()) {
        throw new IllegalArgumentException(name + " has no place in a bundle");
      }
    }
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    for (PartyVariable variable : PartyVariable.values()) {
      String value = variables.get(variable.name());
      if (value != null) {
        put(
            entries,
            variable.name(),
            variable.isPem() ? blocks(variable, value) : text(variable, value));
      }
    }
    if (entries.size() > Zlib.MAX_BYTES) {
      throw new IllegalArgumentException(
          "a bundle holds at most %d bytes, and these are %d"
              .formatted(Zlib.MAX_BYTES, entries.size()));
    }
    return entries.toByteArray();
  }

  private static byte[] text(PartyVariable variable, String value) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      throw new IllegalArgumentException(
          variable + " has half a surrogate pair and is no Unicode text");
    }
    return value.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] blocks(PartyVariable variable, String value) {
    ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    try {
      for (PemBlock block : PemBlock.parse(value, variable.name())) {
        put(blocks, block.label(), block.der());
      }
    } catch (PemException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return blocks.toByteArray();
  }

  private static void put(ByteArrayOutputStream out, String name, byte[] content) {
    if (name.length() > 0xff || content.length > 0xffff) {
      throw new IllegalArgumentException("%s is too long for a bundle".formatted(name));
    }
    out.write(name.length());
    out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    out.write(content.length >> 8);
    out.write(content.length);
    out.writeBytes(content);
  }

  static Map<String, String> decode(byte[] entries, String source) throws PemException {
    Map<String, String> variables = new LinkedHashMap<>();
    for (Named entry : all(entries, source)) {
      Optional<PartyVariable> variable = PartyVariable.named(entry.name());
      if (variable.isPresent()) {
        variables.put(
            entry.name(), variable.get().isPem() ? pem(entry, source) : utf8(entry.content()));
      }
    }
    return variables;
  }

  private static String utf8(byte[] text) {
    return new String(text, StandardCharsets.UTF_8);
  }

  private static String pem(Named entry, String source) throws PemException {
    StringBuilder text = new StringBuilder();
    for (Named block : all(entry.content(), source)) {
      text.append(new PemBlock(block.name(), block.content()).text());
    }
    return text.toString();
  }

  /** An entry or a block: both have the same shape. */
  private record Named(String name, byte[] content) {}

  private static List<Named> all(byte[] bytes, String source) throws PemException {
    List<Named> all = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      while (in.hasRemaining()) {
        byte[] name = new byte[in.get() & 0xff];
        in.get(name);
        byte[] content = new byte[in.getShort() & 0xffff];
        in.get(content);
        all.add(new Named(new String(name, StandardCharsets.US_ASCII), content));
      }
    } catch (BufferUnderflowException e) {
      throw Bundle.damaged(source); // the checksum is right, so it was written wrong
    }
    return all;
  }
}
