/**
 * The way into a function on AWS Lambda: {@link io.frelay.function.aws.LambdaHandler} takes an
 * event, which is a request itself or holds one of HTTP ({@link io.frelay.function.aws.HttpEvent}),
 * and hands it to the core.
 */
package io.frelay.function.aws;
