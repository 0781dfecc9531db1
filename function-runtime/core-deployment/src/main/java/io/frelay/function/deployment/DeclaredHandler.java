package io.frelay.function.deployment;

import io.frelay.function.PeerHandler;
import io.quarkus.arc.processor.BeanInfo;
import io.smallrye.mutiny.Uni;
import java.beans.Introspector;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.jandex.DotName;
import org.jboss.jandex.ParameterizedType;
import org.jboss.jandex.Type;

/**
 * A bean that is a handler.
 *
 * @param bean of a class, or of what produces it
 * @param declared what it takes and gives; empty if it does not say
 */
record DeclaredHandler(BeanInfo bean, List<Type> declared) {
  static final DotName INTERFACE = DotName.createSimple(PeerHandler.class);

  private static final Set<DotName> AWAITED =
      Set.of(
          DotName.createSimple(Uni.class),
          DotName.createSimple(CompletionStage.class),
          DotName.createSimple(CompletableFuture.class));

  static DeclaredHandler of(BeanInfo bean) {
    for (Type type : bean.getTypes()) {
      if (type.name().equals(INTERFACE) && type.kind() == Type.Kind.PARAMETERIZED_TYPE) {
        List<Type> arguments = type.asParameterizedType().arguments();
        return new DeclaredHandler(
            bean, arguments.stream().allMatch(DeclaredHandler::isFixed) ? arguments : List.of());
      }
    }
    return new DeclaredHandler(bean, List.of());
  }

  private static boolean isFixed(Type type) {
    return type.kind() != Type.Kind.TYPE_VARIABLE && type.kind() != Type.Kind.WILDCARD_TYPE;
  }

  /** As it is called by; the runtime goes by the same rule. */
  String name() {
    return bean.getName() != null
        ? bean.getName()
        : Introspector.decapitalize(bean.getImplClazz().simpleName());
  }

  /** Place of the handler, for messages. */
  String place() {
    return bean.isProducer() ? bean.getTarget().orElseThrow() + "" : bean.getBeanClass() + "";
  }

  /** Types that its JSON is made of; of what is awaited, what it comes to. */
  List<Type> json() {
    return declared.stream().map(DeclaredHandler::awaited).toList();
  }

  private static Type awaited(Type type) {
    return type instanceof ParameterizedType given && AWAITED.contains(given.name())
        ? given.arguments().get(0)
        : type;
  }
}
