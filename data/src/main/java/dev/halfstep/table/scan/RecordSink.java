package dev.halfstep.table.scan;

import java.util.List;

/** Receives a text file record by record, cell by cell. */
public interface RecordSink {

    /** The first record. Every record that follows has as many cells. */
    void header(List<String> names);

    /**
     * A cell without surrounding spaces and with line ends as {@code \n}. The buffer is lent for the call only.
     *
     * @param column counted from 0
     */
    void cell(int column, char[] text, int from, int to, long line);

    /** The record whose cells were given is complete. */
    void endRecord(long line);
}
