package io.frelay.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * On a test class: gives its tests a relay on this machine, with certificates of its own.
 *
 * <p>Parameters of the test's and the {@code @BeforeEach} methods, and fields that are not static,
 * may be a {@link TestNetwork}, or what {@link InjectPeer} names. All are new for each test and
 * closed after it; the relay is the same for all classes of a test run.
 *
 * <pre>{@code
 * @FrelayTest
 * class TransferTest {
 *   @Test
 *   void survivesTheLossOfItsConnection(
 *       TestNetwork network, @InjectPeer("0") PeerConnection here, @InjectPeer("1") PeerConnection there)
 *       throws Exception {
 *     here.messages().send(new byte[] {1});
 *     network.cut();
 *     assertThat(there.messages().receive()).isPresent();
 *   }
 * }
 * }</pre>
 *
 * <p>With {@code @QuarkusTest} or {@code @QuarkusIntegrationTest}, written above this one, the
 * relay is that of dev services, and the application is party 0.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(FrelayExtension.class)
public @interface FrelayTest {}
