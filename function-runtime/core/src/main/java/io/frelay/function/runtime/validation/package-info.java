/**
 * Constraints on a handler's input, where the application has Hibernate Validator: what violates
 * them is told to the caller before any secret is read.
 */
package io.frelay.function.runtime.validation;
