/**
 * CSV and Parquet files into immutable tables of typed columns.
 *
 * <p>
 * {@link dev.halfstep.table.read.TableReader#read} is the one way in; everything that can be wrong with a file is a
 * {@link dev.halfstep.problem.Problem} naming file, line and column. A table holds what was read and nothing else:
 * which column is the target, what a category becomes and which rows are used are decided elsewhere.
 */
package dev.halfstep.table;
