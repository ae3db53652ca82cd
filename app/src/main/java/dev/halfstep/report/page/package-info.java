/** The report: one HTML file. */
@NullMarked
package dev.halfstep.report.page;

import org.jspecify.annotations.NullMarked;
