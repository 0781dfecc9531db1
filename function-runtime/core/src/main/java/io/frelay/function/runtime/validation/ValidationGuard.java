package io.frelay.function.runtime.validation;

import io.frelay.function.ErrorCode;
import io.frelay.function.FunctionException;
import io.frelay.function.PeerHandler;
import io.frelay.function.Violation;
import io.frelay.function.runtime.Guard;
import io.frelay.function.runtime.HandlerMethod;
import io.quarkus.arc.ClientProxy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks a handler's constraints about its input. */
@Singleton
class ValidationGuard implements Guard {
  /** Most violations of one input; the rest is left out. */
  private static final int MAX_VIOLATIONS = 32;

  /** Index of the parameter in a path, behind the method. */
  private static final int PARAMETER = 2;

  private final Validator validator;

  @Inject
  ValidationGuard(Validator validator) {
    this.validator = validator;
  }

  @Override
  public void check(PeerHandler<?, ?> handler, Class<?> type, Object input)
      throws FunctionException {
    Optional<Method> method = HandlerMethod.of(type);
    if (method.isEmpty()) {
      return;
    }
    Set<ConstraintViolation<Object>> found =
        validator
            .forExecutables()
            .validateParameters(
                ClientProxy.unwrap(handler), method.get(), new Object[] {input, null});
    if (!found.isEmpty()) {
      throw refusal(found);
    }
  }

  private static FunctionException refusal(Set<ConstraintViolation<Object>> found) {
    List<Violation> violations =
        found.stream()
            .map(each -> new Violation(field(each.getPropertyPath()), each.getMessage()))
            .sorted(Comparator.comparing(Violation::field).thenComparing(Violation::message))
            .limit(MAX_VIOLATIONS)
            .toList();
    return new FunctionException(
        ErrorCode.BAD_INPUT,
        "the input violates %d constraint%s".formatted(found.size(), found.size() == 1 ? "" : "s"),
        violations);
  }

  /**
   * Such as {@code lines[1].item}: without the method and its parameter, which say nothing to a
   * caller, and without the names that the specification gives to elements of containers.
   */
  private static String field(Path path) {
    StringBuilder field = new StringBuilder();
    int depth = 0;
    for (Path.Node node : path) {
      depth++;
      if (depth > PARAMETER) {
        append(field, node);
      }
    }
    return field.toString();
  }

  private static void append(StringBuilder field, Path.Node node) {
    if (node.isInIterable()) {
      Object at = node.getKey() == null ? node.getIndex() : node.getKey();
      field.append('[').append(at == null ? "" : at).append(']');
    }
    if (node.getName() != null && node.getKind() != ElementKind.CONTAINER_ELEMENT) {
      field.append(field.isEmpty() ? "" : ".").append(node.getName());
    }
  }
}
