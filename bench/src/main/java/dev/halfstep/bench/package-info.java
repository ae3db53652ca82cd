/** Benchmarks, run by hand. */
@NullMarked
package dev.halfstep.bench;

import org.jspecify.annotations.NullMarked;
