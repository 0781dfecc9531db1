package io.frelay.relay.executable;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The configuration of the native executable fits the jars it is built of: nothing is named that is
 * no longer there, nothing is missing that would make it fall back to NIO or to the JDK's TLS
 * without a word.
 */
class NativeImageTest {
  private static final String CONFIGURATION = "META-INF/native-image/io.frelay/frelay-relay-app/";
  private static final String PUT_OFF = "--initialize-at-run-time=";
  private static final String REMOVED = "quarkus.class-loading.removed-resources.\"io.quarkus:";
  private static final String TCNATIVE = "io.netty.internal.tcnative.";

  /** All classes of Netty's OpenSSL engine are named like this. */
  private static final Pattern OPENSSL =
      Pattern.compile("io\\.netty\\.handler\\.ssl\\.(ReferenceCounted)?OpenSsl.*");

  /** A class as JNI looks for it, alone or in a signature. */
  private static final Pattern IN_LIBRARY =
      Pattern.compile("(?<![\\w/])((?:io/netty|java)/[\\w/$]+)|\0(\\[\\[?B)\0");

  /** Netty's and Vert.x's classes that choose the TLS engine and the sockets. */
  private static final Set<String> DECIDING =
      Set.of(
          "io.netty.handler.ssl.OpenSsl",
          "io.netty.handler.ssl.SslHandler",
          "io.netty.handler.ssl.SslHandler$SslEngineType",
          "io.netty.handler.ssl.SslProvider",
          "io.vertx.core.impl.VertxBuilder");

  private static Set<String> jni;

  @BeforeAll
  static void readJni() throws IOException {
    JsonArray entries = new JsonArray(text(CONFIGURATION + "jni-config.json"));
    jni =
        entries.stream()
            .map(entry -> ((JsonObject) entry).getString("name"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(entries).hasSameSizeAs(jni);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch_64"})
  void everyClassThatTheLibraryLooksForIsKnownToJni(String architecture) throws IOException {
    String library = text("META-INF/native/libnetty_tcnative_linux_" + architecture + ".so");
    Set<String> named =
        IN_LIBRARY
            .matcher(library)
            .results()
            .map(found -> found.group(1) != null ? found.group(1) : found.group(2))
            .map(name -> name.replace('/', '.'))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).contains(TCNATIVE + "SSL", TCNATIVE + "CertificateVerifier");
    assertThat(jni).containsAll(named);
  }

  @Test
  void everyClassOfTheLibraryIsKnownToJni() throws Exception {
    assertThat(jni).containsAll(classes(TCNATIVE + "SSL", TCNATIVE));
  }

  /** The library calls their methods, which it finds by the object that it was given. */
  @Test
  void everyCallbackIsKnownToJni() throws Exception {
    List<Class<?>> callbacks =
        Stream.of(
                "AsyncSSLPrivateKeyMethod",
                "CertificateCallback",
                "CertificateCompressionAlgo",
                "CertificateRequestedCallback",
                "CertificateVerifier",
                "KeyLogCallback",
                "ResultCallback",
                "SSLPrivateKeyMethod",
                "SSLSessionCache",
                "SniHostNameMatcher")
            .<Class<?>>map(name -> type(TCNATIVE + name))
            .toList();
    Set<String> implementations = new TreeSet<>();
    for (String name : classes("io.netty.handler.ssl.OpenSsl", "io.netty.handler.ssl.")) {
      if (OPENSSL.matcher(name).matches()
          && callbacks.stream().anyMatch(callback -> callback.isAssignableFrom(type(name)))) {
        implementations.add(name);
      }
    }
    assertThat(implementations).hasSizeGreaterThan(5);
    assertThat(jni).containsAll(implementations);
  }

  @Test
  void everyClassThatIsKnownToJniIsThere() {
    jni.forEach(NativeImageTest::type);
  }

  @Test
  void allOfTheOpenSslEngineBeginsAtRunTime() throws Exception {
    Properties properties = new Properties();
    properties.load(stream(CONFIGURATION + "native-image.properties"));
    Set<String> putOff =
        Arrays.stream(properties.getProperty("Args").split("\\s+", -1))
            .filter(argument -> argument.startsWith(PUT_OFF))
            .flatMap(list -> Arrays.stream(list.substring(PUT_OFF.length()).split(",", -1)))
            .filter(name -> name.startsWith("io.netty.handler"))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> engine = classes("io.netty.handler.ssl.OpenSsl", "io.netty.handler.ssl.");
    engine.removeIf(name -> !OPENSSL.matcher(name).matches());
    assertThat(putOff).isEqualTo(engine);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch_64"})
  void theLibraryIsAResource(String architecture) throws IOException {
    JsonObject resources = new JsonObject(text(CONFIGURATION + "resource-config.json"));
    String library = "META-INF/native/libnetty_tcnative_linux_" + architecture + ".so";
    assertThat(resources.getJsonObject("resources").getJsonArray("includes"))
        .anyMatch(each -> library.matches(((JsonObject) each).getString("pattern")));
    assertThat(NativeImageTest.class.getClassLoader().getResource(library)).isNotNull();
  }

  /** The substitutions of the TLS engine and the transport by Quarkus exist, and are removed. */
  @ParameterizedTest
  @CsvSource({
    "quarkus-netty, io.quarkus.netty.runtime.NettyRecorder",
    "quarkus-vertx, io.quarkus.vertx.core.runtime.VertxCoreRecorder"
  })
  void quarkusReplacesNeitherTheTlsEngineNorTheTransport(String artifact, String member)
      throws Exception {
    Properties settings = new Properties();
    settings.load(stream("application.properties"));
    Set<String> removed = Set.of(settings.getProperty(REMOVED + artifact + "\"").split(",", -1));
    Set<String> replacing = new TreeSet<>();
    try (JarFile jar = jarOf(member)) {
      assertThat(removed).allMatch(name -> jar.getEntry(name) != null);
      for (JarEntry entry :
          jar.stream().filter(each -> each.getName().contains("/graal/")).toList()) {
        try (InputStream bytecode = jar.getInputStream(entry)) {
          if (entry.getName().endsWith(".class") && Substitution.read(bytecode).isOfOurs()) {
            replacing.add(entry.getName());
          }
        }
      }
    }
    assertThat(replacing).isNotEmpty();
    assertThat(removed).containsAll(replacing);
  }

  /** A class that stands for another in a native executable. */
  private static final class Substitution extends ClassVisitor {
    private String target = "";
    private final Set<String> methods = new TreeSet<>();

    private Substitution() {
      super(Opcodes.ASM9);
    }

    static Substitution read(InputStream bytecode) throws IOException {
      Substitution substitution = new Substitution();
      new ClassReader(bytecode).accept(substitution, ClassReader.SKIP_CODE);
      return substitution;
    }

    /** Another one of SslContext reads keys, which it may. */
    boolean isOfOurs() {
      return DECIDING.contains(target)
          || (target.equals("io.netty.handler.ssl.SslContext")
              && methods.contains("newServerContextInternal"));
    }

    @Override
    public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
      return new AnnotationVisitor(Opcodes.ASM9) {
        @Override
        public void visit(String name, Object value) {
          if (descriptor.endsWith("/TargetClass;")) {
            target = name.equals("className") ? (String) value : ((Type) value).getClassName();
          }
        }
      };
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      methods.add(name);
      return null;
    }
  }

  /** Names of the classes in the jar of a class that begin so. */
  private static Set<String> classes(String member, String prefix) throws IOException {
    try (JarFile jar = jarOf(member)) {
      return jar.stream()
          .map(JarEntry::getName)
          .filter(name -> name.endsWith(".class"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .filter(name -> name.startsWith(prefix))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static JarFile jarOf(String member) throws IOException {
    return new JarFile(type(member).getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name, false, NativeImageTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError("there is no such class", e);
    }
  }

  private static String text(String resource) throws IOException {
    try (InputStream in = stream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static InputStream stream(String resource) {
    return NativeImageTest.class.getClassLoader().getResourceAsStream(resource);
  }
}
