/** Results as lines and tables for a console. */
@NullMarked
package dev.halfstep.report.text;

import org.jspecify.annotations.NullMarked;
