/** Results for programs. */
@NullMarked
package dev.halfstep.report.json;

import org.jspecify.annotations.NullMarked;
