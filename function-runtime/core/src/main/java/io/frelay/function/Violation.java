package io.frelay.function;

/**
 * Fault that a constraint of the application finds with an input. The rejected value is not in it.
 *
 * @param field where in the input, such as {@code items[0].name}; empty for the input itself
 * @param message the constraint's
 */
public record Violation(String field, String message) {}
