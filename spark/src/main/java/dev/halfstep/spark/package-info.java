/** Models of Halfstep on Apache Spark: scoring, calibrating and evaluating where the rows are. */
@NullMarked
package dev.halfstep.spark;

import org.jspecify.annotations.NullMarked;
