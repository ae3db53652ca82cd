/** The files that a command line names: which are read and which written, and what goes to standard output. */
@NullMarked
package dev.halfstep.cli.file;

import org.jspecify.annotations.NullMarked;
