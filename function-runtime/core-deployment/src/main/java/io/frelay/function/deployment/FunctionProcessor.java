package io.frelay.function.deployment;

import com.fasterxml.jackson.databind.ser.std.TokenBufferSerializer;
import io.frelay.function.KeepWarm;
import io.frelay.function.runtime.rehearsal.RehearsalRecorder;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.arc.deployment.AnnotationsTransformerBuildItem;
import io.quarkus.arc.deployment.AutoAddScopeBuildItem;
import io.quarkus.arc.deployment.BeanDiscoveryFinishedBuildItem;
import io.quarkus.arc.processor.BeanInfo;
import io.quarkus.arc.processor.BuiltinScope;
import io.quarkus.deployment.IsProduction;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.builditem.AdditionalIndexedClassesBuildItem;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.deployment.builditem.ExtensionSslNativeSupportBuildItem;
import io.quarkus.deployment.builditem.FeatureBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveClassBuildItem;
import io.quarkus.deployment.builditem.nativeimage.ReflectiveHierarchyBuildItem;
import io.quarkus.deployment.builditem.nativeimage.RuntimeInitializedClassBuildItem;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Named;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTransformation;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.Declaration;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.Type;

/**
 * Finds the application's handlers: makes them beans, and their JSON work in native executables.
 */
class FunctionProcessor {
  private static final String FEATURE = "frelay-function";
  private static final DotName HANDLER = DeclaredHandler.INTERFACE;
  private static final DotName PRODUCES = DotName.createSimple(Produces.class);
  private static final DotName NAMED = DotName.createSimple(Named.class);
  private static final String RUNTIME = "io.frelay.function.runtime.";

  @BuildStep
  FeatureBuildItem feature() {
    return new FeatureBuildItem(FEATURE);
  }

  /** The client's TLS. */
  @BuildStep
  ExtensionSslNativeSupportBuildItem tls() {
    return new ExtensionSslNativeSupportBuildItem(FEATURE);
  }

  /** As early as can be, beside the rest of the start. */
  @BuildStep
  @Record(ExecutionTime.STATIC_INIT)
  void rehearsal(RehearsalRecorder recorder) {
    recorder.start();
  }

  @BuildStep
  AdditionalBeanBuildItem beans() {
    return AdditionalBeanBuildItem.builder()
        .addBeanClasses(
            RUNTIME + "Invoker",
            RUNTIME + "Handlers",
            RUNTIME + "Running",
            RUNTIME + "WarmLinks",
            RUNTIME + "Surroundings",
            RUNTIME + "CurrentInvocation",
            "io.frelay.function.secrets.PartySources")
        .setUnremovable()
        .build();
  }

  /** Clients for whatever injects one. */
  @BuildStep
  AdditionalBeanBuildItem clients() {
    return AdditionalBeanBuildItem.builder()
        .addBeanClasses(
            "io.frelay.function.client.Clients", "io.frelay.function.client.ClientProducer")
        .build();
  }

  /** The other parties that it plays. */
  @BuildStep(onlyIfNot = IsProduction.class)
  AdditionalBeanBuildItem companions() {
    return AdditionalBeanBuildItem.unremovableOf(RUNTIME + "Companions");
  }

  /** A handler needs no annotation, and is used though nothing injects it. */
  @BuildStep
  AutoAddScopeBuildItem handlers() {
    return AutoAddScopeBuildItem.builder()
        .match((type, annotations, index) -> isWhole(type) && isHandler(type, index))
        .defaultScope(BuiltinScope.SINGLETON)
        .unremovable()
        .build();
  }

  /** A class with types of its own to choose is a part for handlers, such as a wrapper. */
  private static boolean isWhole(ClassInfo type) {
    return !type.isAbstract() && type.typeParameters().isEmpty();
  }

  /** Quarkus's own condition does not see an interface that extends it, such as a generic one. */
  private static boolean isHandler(ClassInfo type, IndexView index) {
    for (DotName each : type.interfaceNames()) {
      ClassInfo extended = index.getClassByName(each);
      if (each.equals(HANDLER) || (extended != null && isHandler(extended, index))) {
        return true;
      }
    }
    ClassInfo parent = parent(type, index);
    return parent != null && isHandler(parent, index);
  }

  /** So that a handler's types can be read off the interface, and defaults off the annotation. */
  @BuildStep
  AdditionalIndexedClassesBuildItem index() {
    return new AdditionalIndexedClassesBuildItem(HANDLER.toString(), KeepWarm.class.getName());
  }

  /**
   * A handler begins in the running process, with what its class holds: a source of random numbers
   * cannot be in a native image, and the build machine's environment should not be.
   */
  @BuildStep
  void initialisation(
      CombinedIndexBuildItem combined, BuildProducer<RuntimeInitializedClassBuildItem> classes) {
    IndexView index = combined.getIndex();
    Set<String> late = new TreeSet<>();
    for (ClassInfo handler : index.getAllKnownImplementations(HANDLER)) {
      for (ClassInfo type = handler; type != null; type = parent(type, index)) {
        if (!type.name().equals(DotName.OBJECT_NAME)) {
          late.add(type.name().toString());
        }
      }
    }
    for (ClassInfo type : index.getKnownClasses()) {
      String name = type.name().toString();
      for (int end = name.indexOf('$'); end > 0; end = name.indexOf('$', end + 1)) {
        if (late.contains(name.substring(0, end))) {
          late.add(name);
        }
      }
    }
    late.forEach(name -> classes.produce(new RuntimeInitializedClassBuildItem(name)));
  }

  private static ClassInfo parent(ClassInfo type, IndexView index) {
    return type.superName() == null ? null : index.getClassByName(type.superName());
  }

  /** Has producers of handlers name them too: else these would have no name at run time. */
  @BuildStep
  void producers(
      CombinedIndexBuildItem combined, BuildProducer<AnnotationsTransformerBuildItem> named) {
    IndexView index = combined.getIndex();
    named.produce(
        new AnnotationsTransformerBuildItem(
            AnnotationTransformation.builder()
                .when(
                    each ->
                        each.hasAnnotation(PRODUCES)
                            && !each.hasAnnotation(NAMED)
                            && isHandler(produced(each.declaration()), index))
                .transform(each -> each.add(AnnotationInstance.builder(NAMED).build()))));
  }

  private static DotName produced(Declaration producer) {
    return switch (producer.kind()) {
      case METHOD -> producer.asMethod().returnType().name();
      case FIELD -> producer.asField().type().name();
      default -> DotName.OBJECT_NAME;
    };
  }

  private static boolean isHandler(DotName type, IndexView index) {
    ClassInfo known = index.getClassByName(type);
    return type.equals(HANDLER) || (known != null && isHandler(known, index));
  }

  @BuildStep
  void names(BeanDiscoveryFinishedBuildItem beans, BuildProducer<HandlerBuildItem> handlers) {
    for (BeanInfo bean : beans.beanStream().withBeanType(HANDLER)) {
      DeclaredHandler handler = DeclaredHandler.of(bean);
      handlers.produce(new HandlerBuildItem(handler.name(), handler.place()));
    }
  }

  /**
   * Handlers' classes, for what they are annotated with; and their JSON with all that hangs on it.
   */
  @BuildStep
  void json(
      BeanDiscoveryFinishedBuildItem beans,
      CombinedIndexBuildItem combined,
      BuildProducer<ReflectiveClassBuildItem> classes,
      BuildProducer<ReflectiveHierarchyBuildItem> types) {
    IndexView index = combined.getIndex();
    for (BeanInfo bean : beans.beanStream().withBeanType(HANDLER)) {
      if (bean.isClassBean()) {
        classes.produce(
            ReflectiveClassBuildItem.builder(bean.getBeanClass().toString())
                .queryMethods() // for what the one that is called is annotated with
                .reason(FEATURE)
                .build());
      }
      for (Type type : DeclaredHandler.of(bean).json()) {
        types.produce(
            ReflectiveHierarchyBuildItem.builder(type).index(index).source(FEATURE).build());
      }
    }
  }

  @BuildStep
  void ownJson(BuildProducer<ReflectiveClassBuildItem> classes) {
    classes.produce(
        ReflectiveClassBuildItem.builder("io.frelay.function.Meeting", RUNTIME + "CallDeserializer")
            .constructors()
            .methods()
            .fields()
            .reason(FEATURE)
            .build());
    // Jackson makes it by reflection, for the answer of a program.
    classes.produce(
        ReflectiveClassBuildItem.builder(TokenBufferSerializer.class)
            .constructors()
            .reason(FEATURE)
            .build());
  }
}
