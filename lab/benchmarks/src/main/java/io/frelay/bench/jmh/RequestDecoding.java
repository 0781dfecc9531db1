package io.frelay.bench.jmh;

import io.frelay.protocol.AuthRequest;
import io.frelay.protocol.AuthRequestDecoder;
import io.frelay.protocol.MalformedMessageException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Measures the decoding of a party's request, from its bytes to the record. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class RequestDecoding {
  private final byte[] version1 = AuthRequest.version1("1", "round-17").encode();
  private final byte[] version2 =
      AuthRequest.version2("1", "round-17", Duration.ofSeconds(30)).encode();
  private final byte[][] bytewise = pieces(version2);

  /** As the first clients sent it. */
  @Benchmark
  public Optional<AuthRequest> version1() throws MalformedMessageException {
    return new AuthRequestDecoder().feed(version1);
  }

  /** As our client sends it. */
  @Benchmark
  public Optional<AuthRequest> version2() throws MalformedMessageException {
    return new AuthRequestDecoder().feed(version2);
  }

  /** The worst case: each byte in a TLS record of its own. */
  @Benchmark
  public Optional<AuthRequest> version2Bytewise() throws MalformedMessageException {
    AuthRequestDecoder decoder = new AuthRequestDecoder();
    Optional<AuthRequest> decoded = Optional.empty();
    for (byte[] piece : bytewise) {
      decoded = decoder.feed(piece);
    }
    return decoded;
  }

  private static byte[][] pieces(byte[] whole) {
    byte[][] pieces = new byte[whole.length][];
    for (int i = 0; i < whole.length; i++) {
      pieces[i] = new byte[] {whole[i]};
    }
    return pieces;
  }
}
