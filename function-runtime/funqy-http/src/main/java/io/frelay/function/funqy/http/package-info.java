/**
 * What Funqy's binding to HTTP leaves out: {@link io.frelay.function.funqy.http.FailureAnswers}.
 */
package io.frelay.function.funqy.http;
