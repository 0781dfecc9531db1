/**
 * A function on IBM Code Engine: {@link io.frelay.function.codeengine.CodeEngine} is an application
 * or a job, as the platform says.
 */
package io.frelay.function.codeengine;
