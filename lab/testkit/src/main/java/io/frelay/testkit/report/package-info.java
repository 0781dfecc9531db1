/** The report: a Markdown file, plots, and the samples themselves. */
package io.frelay.testkit.report;
