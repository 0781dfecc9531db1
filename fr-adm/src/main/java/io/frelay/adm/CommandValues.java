package io.frelay.adm;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Values on the command line that are checked as they are read: what is wrong is wrong usage. */
final class CommandValues {
  private CommandValues() {}

  private interface Reader<T> {
    T read(String text) throws AdmException;
  }

  private static <T> T checked(String text, Reader<T> reader) {
    try {
      return reader.read(text);
    } catch (AdmException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  static final class Party implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return checked(text, IssuedNames::party);
    }
  }

  static final class User implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return checked(text, IssuedNames::user);
    }
  }

  static final class Host implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return checked(
          text,
          host -> {
            RelayHosts.alternativeName(host);
            return host;
          });
    }
  }

  static final class RelayAddress implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return checked(text, Endpoint::check);
    }
  }

  static final class Validity implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return checked(text, Lifetime::parse);
    }
  }
}
