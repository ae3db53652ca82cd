/** The command line: one class for each command, which parses, calls, prints and gives an exit code. */
@NullMarked
package dev.halfstep.cli;

import org.jspecify.annotations.NullMarked;
