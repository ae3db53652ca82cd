/** What becomes of the texts that options are given: labels, whole numbers, lists of names. */
@NullMarked
package dev.halfstep.cli.value;

import org.jspecify.annotations.NullMarked;
