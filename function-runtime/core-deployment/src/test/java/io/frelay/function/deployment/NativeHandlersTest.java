package io.frelay.function.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.frelay.function.PeerHandler;
import io.frelay.function.Peers;
import io.quarkus.builder.BuildContext;
import io.quarkus.deployment.builditem.FeatureBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveHierarchyBuildItem;
import io.quarkus.deployment.builditem.nativeimage.RuntimeInitializedClassBuildItem;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The build tells the native compiler what a handler needs, as far as one can see without it. */
class NativeHandlersTest {
  private static final String CHECKED = "native-image-test.checked";

  @RegisterExtension
  static final QuarkusUnitTest APPLICATION =
      new QuarkusUnitTest()
          .addBuildChainCustomizer(
              builder ->
                  builder
                      .addBuildStep(NativeHandlersTest::check)
                      .consumes(RuntimeInitializedClassBuildItem.class)
                      .consumes(ReflectiveHierarchyBuildItem.class)
                      .produces(FeatureBuildItem.class)
                      .build());

  record Input(String text) {}

  record Result(int number) {}

  abstract static class Base implements PeerHandler<Input, Uni<Result>> {
    static final SecureRandom RANDOM = new SecureRandom();
  }

  static class Lucky extends Base {
    static final class Dice {}

    @Override
    public Uni<Result> handle(Input input, Peers peers) {
      return Uni.createFrom().item(new Result(RANDOM.nextInt()));
    }
  }

  static class Apart {}

  private static void check(BuildContext context) {
    List<String> late =
        context.consumeMulti(RuntimeInitializedClassBuildItem.class).stream()
            .map(RuntimeInitializedClassBuildItem::getClassName)
            .toList();
    assertThat(late)
        .contains(Lucky.class.getName(), Base.class.getName(), Lucky.class.getName() + "$Dice")
        .doesNotContain(Apart.class.getName());
    assertThat(context.consumeMulti(ReflectiveHierarchyBuildItem.class))
        .extracting(each -> each.getType().name().toString())
        .contains(Input.class.getName(), Result.class.getName())
        .doesNotContain(Uni.class.getName());
    context.produce(new FeatureBuildItem("checked"));
    System.setProperty(CHECKED, "true"); // the build has a class loader of its own
  }

  @Test
  void isBuilt() {
    assertThat(System.getProperty(CHECKED)).isEqualTo("true");
  }
}
