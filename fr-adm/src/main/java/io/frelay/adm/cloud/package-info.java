/**
 * What a party reads, from the folder to where it runs.
 *
 * <p>{@link io.frelay.adm.cloud.PartyEnvironment} has the variables, {@link
 * io.frelay.adm.cloud.EnvironmentFormat} the ways to write them, and {@link
 * io.frelay.adm.cloud.CloudTarget} the clouds whose secret stores take them, within the limits that
 * {@link io.frelay.adm.cloud.CloudLimit} knows.
 */
package io.frelay.adm.cloud;
