/** Parquet files. */
package dev.halfstep.table.parquet;
