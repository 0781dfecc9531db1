package io.frelay.adm.cli;

import io.frelay.adm.AdmException;
import io.frelay.adm.ca.IssuedNames;
import io.frelay.adm.ca.KeyType;
import io.frelay.adm.ca.Lifetime;
import io.frelay.adm.ca.RelayHosts;
import io.frelay.adm.ca.RevocationReason;
import io.frelay.adm.cloud.CloudTarget;
import io.frelay.adm.cloud.Endpoint;
import io.frelay.adm.cloud.EnvironmentFormat;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Values on the command line that are checked as they are read: what is wrong is wrong usage. */
final class CommandValues {
  private CommandValues() {}

  private interface TextReader<T> {
    T read(String text) throws AdmException;
  }

  private static <T> T checked(String text, TextReader<T> reader) {
    try {
      return reader.read(text);
    } catch (AdmException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  static final class PartyConverter implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return checked(text, IssuedNames::party);
    }
  }

  static final class UserConverter implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return checked(text, IssuedNames::user);
    }
  }

  static final class HostConverter implements ITypeConverter<String> {
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

  static final class RelayAddressConverter implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return checked(text, Endpoint::check);
    }
  }

  static final class ValidityConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return checked(text, Lifetime::parse);
    }
  }

  static final class KeyConverter implements ITypeConverter<KeyType> {
    @Override
    public KeyType convert(String text) {
      return choice("key type", KeyType.values(), text);
    }
  }

  static final class FormatConverter implements ITypeConverter<EnvironmentFormat> {
    @Override
    public EnvironmentFormat convert(String text) {
      return choice("format", EnvironmentFormat.values(), text);
    }
  }

  static final class CloudNameConverter implements ITypeConverter<CloudTarget> {
    @Override
    public CloudTarget convert(String text) {
      return choice("cloud", CloudTarget.values(), text);
    }
  }

  static final class ReasonConverter implements ITypeConverter<RevocationReason> {
    @Override
    public RevocationReason convert(String text) {
      return choice("reason", RevocationReason.values(), text);
    }
  }

  /** As {@code inspect} shows it, or with colons as others do. */
  static final class SerialConverter implements ITypeConverter<BigInteger> {
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{1,40}");

    @Override
    public BigInteger convert(String text) {
      String digits = text.replace(":", "");
      if (!HEX.matcher(digits).matches()) {
        throw new TypeConversionException(
            "'%s' is not a serial number; write its hexadecimal digits, as fr-adm inspect shows them"
                .formatted(IssuedNames.printable(text)));
      }
      return new BigInteger(digits, 16);
    }
  }

  private static <E extends Enum<E>> E choice(String what, E[] choices, String text) {
    for (E choice : choices) {
      if (choice.toString().equalsIgnoreCase(text)) {
        return choice;
      }
    }
    throw new TypeConversionException(
        "'%s' is not a %s; write one of %s"
            .formatted(IssuedNames.printable(text), what, Arrays.toString(choices)));
  }
}
