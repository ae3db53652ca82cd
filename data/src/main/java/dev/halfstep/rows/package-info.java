/** Rows for a model from whatever kind of file they come, at once or in blocks by several threads, in order. */
package dev.halfstep.rows;
