/** Options that several commands share, each group a class with what it means. */
@NullMarked
package dev.halfstep.cli.flag;

import org.jspecify.annotations.NullMarked;
