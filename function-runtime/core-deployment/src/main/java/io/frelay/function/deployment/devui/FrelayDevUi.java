package io.frelay.function.deployment.devui;

import io.frelay.function.runtime.DevUi;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.IsLocalDevelopment;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.BuildSteps;
import io.quarkus.devui.spi.JsonRPCProvidersBuildItem;
import io.quarkus.devui.spi.page.CardPageBuildItem;
import io.quarkus.devui.spi.page.Page;
import io.quarkus.devui.spi.page.PageBuilder;

/** The extension's card in the Dev UI; its pages are in {@code dev-ui/}. */
@BuildSteps(onlyIf = IsLocalDevelopment.class)
class FrelayDevUi {
  @BuildStep
  CardPageBuildItem card() {
    CardPageBuildItem card = new CardPageBuildItem();
    card.addPage(page("Call a handler", "play", "qwc-frelay-call.js"));
    card.addPage(page("Invocations", "bars-staggered", "qwc-frelay-invocations.js"));
    card.addPage(page("Parties", "users", "qwc-frelay-parties.js"));
    card.addPage(page("Relay", "arrows-left-right", "qwc-frelay-relay.js"));
    return card;
  }

  private static PageBuilder<?> page(String title, String icon, String component) {
    return Page.webComponentPageBuilder()
        .title(title)
        .icon("font-awesome-solid:" + icon)
        .componentLink(component);
  }

  @BuildStep
  JsonRPCProvidersBuildItem answers() {
    return new JsonRPCProvidersBuildItem(DevUi.class);
  }

  @BuildStep
  AdditionalBeanBuildItem observer() {
    return AdditionalBeanBuildItem.unremovableOf("io.frelay.function.runtime.RecentInvocations");
  }
}
