/** What the build knows of itself. */
package io.frelay.build;
