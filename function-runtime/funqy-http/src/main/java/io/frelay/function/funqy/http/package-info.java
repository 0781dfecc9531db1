/**
 * Completes Funqy's binding to HTTP by what that leaves out: {@link
 * io.frelay.function.funqy.http.FailureAnswers}.
 */
package io.frelay.function.funqy.http;
