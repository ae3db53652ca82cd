/** The command line on Apache Spark. */
@NullMarked
package dev.halfstep.cli.spark;

import org.jspecify.annotations.NullMarked;
