/** What every form of a result is written with: words, figures and headlines. */
@NullMarked
package dev.halfstep.report;

import org.jspecify.annotations.NullMarked;
