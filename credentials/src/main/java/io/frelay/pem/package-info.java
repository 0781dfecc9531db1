/** Certificates and private keys in PEM, read with the JDK alone. */
package io.frelay.pem;
