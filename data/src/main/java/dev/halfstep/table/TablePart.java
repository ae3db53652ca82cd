package dev.halfstep.table;

/**
 * Some rows of a table in succession, not yet parsed. Parts are handed out in order, and can be parsed in any order and by different
 * threads.
 */
public interface TablePart {

    /** Index in the whole table of the first of the rows. */
    long firstRow();

    /** At least 1. */
    int rowCount();

    /** How much of the file was read with this part, from 0 to 1. */
    double share();

    /**
     * The rows as a table, whose places are those in the file and whose digest is empty.
     *
     * @throws dev.halfstep.problem.Problem as {@link dev.halfstep.table.read.TableReader#read} does of the whole table
     */
    Table table();
}
