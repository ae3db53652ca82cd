package dev.halfstep.table;

import java.util.Optional;

/** A table that is read in parts, so that memory does not grow with the number of rows; to be closed. */
public interface TableParts extends AutoCloseable {

    /**
     * The next rows; empty at the end.
     *
     * @throws dev.halfstep.problem.Problem as {@link dev.halfstep.table.read.TableReader#read} does of the whole table
     */
    Optional<TablePart> next();

    @Override
    void close();
}
