package io.frelay.function.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frelay.client.PairingRelay;
import io.frelay.client.TestWorld;
import io.frelay.function.Call;
import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.KeepWarm;
import io.frelay.function.Meeting;
import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import io.frelay.function.secrets.PartySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An invocation's session ends when its peer comes onto the list in a file. */
@Timeout(60)
class RevokedDuringInvocationTest {
  @AutoClose("shutdownNow")
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private final CountDownLatch connected = new CountDownLatch(2);
  @TempDir private Path secrets;
  private final TestWorld world = new TestWorld();
  @AutoClose private final PairingRelay relay = new PairingRelay(world);

  /** Reads until the peer ends. */
  private class Listens implements PeerHandler<String, String> {
    @Override
    public String handle(String input, Peers peers) throws IOException {
      connected.countDown();
      peers.get(input).in().readAllBytes();
      return "the peer has ended";
    }
  }

  @KeepWarm
  private final class ListensWarm extends Listens {}

  private Future<Throwable> call(
      PeerHandler<String, String> handler, Map<String, String> environment, String peer) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("RELAY", relay.address().toString());
    Invoker invoker =
        new Invoker(
            Handlers.of(),
            new ObjectMapper(),
            new FixedConfig(Duration.ofMinutes(10)),
            PartySource.of(all),
            new WarmLinks());
    return threads.submit(
        () -> catchThrowable(() -> invoker.call(handler, new Call<>(Meeting.of("t", peer), peer))));
  }

  private void replaceList(String text) throws IOException {
    Path fresh = Files.writeString(secrets.resolve("..USER_CRL"), text);
    Files.move(
        fresh,
        secrets.resolve("USER_CRL"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private void assertPeerIsLost(PeerHandler<String, String> handler, String place, Path value)
      throws Exception {
    replaceList(world.userCrl());
    Map<String, String> zero = world.environment("0");
    zero.put(place, value.toString());
    Map<String, String> one = world.environment("1");
    Future<Throwable> atZero = call(handler, zero, "1");
    Future<Throwable> atOne = call(handler, one, "0");
    connected.await();
    replaceList(world.userCrlWith(one.get("PARTY_CERT")));
    assertThat(atZero.get(30, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            FunctionException.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(ErrorCode.PEER_LOST);
              assertThat(failure.peer()).contains("1");
              assertThat(failure)
                  .hasMessageStartingWith(
                      "the certificate of party 1 has been revoked, says "
                          + secrets.resolve("USER_CRL"));
            });
    assertThat(atOne.get(30, TimeUnit.SECONDS)).isInstanceOf(FunctionException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPeerOnAMountedListIsLost(boolean warm) throws Exception {
    assertPeerIsLost(warm ? new ListensWarm() : new Listens(), "FRELAY_SECRETS_DIR", secrets);
  }

  @Test
  void soIsOneOnAListInAFileThatIsNamed() throws Exception {
    assertPeerIsLost(new Listens(), "USER_CRL_FILE", secrets.resolve("USER_CRL"));
  }
}
