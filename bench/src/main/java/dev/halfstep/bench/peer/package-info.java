/** The runtimes that are measured, and the floors that none can go below. */
@NullMarked
package dev.halfstep.bench.peer;

import org.jspecify.annotations.NullMarked;
