package io.frelay.test;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** JUnit extension behind {@link FrelayTest}. */
public final class FrelayExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(FrelayExtension.class);

  /** For JUnit. */
  public FrelayExtension() {}

  @Override
  public void beforeEach(ExtensionContext context) throws IllegalAccessException {
    Fixture fixture = fixture(context);
    for (Object each : context.getRequiredTestInstances().getAllInstances()) {
      inject(fixture, each);
    }
  }

  static void inject(Fixture fixture, Object test) throws IllegalAccessException {
    for (Class<?> type = test.getClass(); type != Object.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        Optional<InjectPeer> peer = peer(field);
        if (!Modifier.isStatic(field.getModifiers()) && Fixture.supports(field.getType(), peer)) {
          field.setAccessible(true);
          field.set(test, fixture.get(field.getType(), peer));
        }
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return context.getTestMethod().isPresent()
        && Fixture.supports(parameter.getParameter().getType(), peer(parameter.getParameter()));
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return fixture(context).get(parameter.getParameter().getType(), peer(parameter.getParameter()));
  }

  private static Optional<InjectPeer> peer(AnnotatedElement element) {
    return Optional.ofNullable(element.getAnnotation(InjectPeer.class));
  }

  private static Fixture fixture(ExtensionContext context) {
    ExtensionContext.Store store = context.getStore(NAMESPACE);
    Fixture fixture = store.get(Fixture.class, Fixture.class);
    if (fixture == null) {
      boolean application = ApplicationUnderTest.isRunBy(context.getRequiredTestClass());
      fixture = new Fixture(relay(context, application), application);
      store.put(Fixture.class, fixture);
    }
    return fixture;
  }

  /** The store closes it when all tests are through. */
  private static synchronized RoutedRelay relay(ExtensionContext context, boolean application) {
    ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
    Object key = application ? ApplicationUnderTest.directory() : RoutedRelay.class;
    RoutedRelay relay = store.get(key, RoutedRelay.class);
    if (relay == null) {
      relay = application ? RoutedRelay.beside((Path) key) : RoutedRelay.start();
      store.put(key, relay);
    }
    return relay;
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    Fixture fixture = context.getStore(NAMESPACE).remove(Fixture.class, Fixture.class);
    if (fixture == null) {
      return;
    }
    Optional<Throwable> failure = context.getExecutionException();
    Map<String, Throwable> scripts = fixture.close(failure.isPresent());
    if (failure.isPresent()) {
      scripts.values().forEach(failure.get()::addSuppressed);
    } else if (!scripts.isEmpty()) {
      throw Scripts.error(scripts);
    }
  }
}
