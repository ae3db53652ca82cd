package dev.halfstep.table.csv;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import dev.halfstep.table.CellText;
import dev.halfstep.table.Counts;
import dev.halfstep.table.Table;
import dev.halfstep.table.scan.RecordSink;
import dev.halfstep.table.scan.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Turns what a parser finds into clean records: cells stripped, blank lines left out, every record as long as the
 * header.
 */
final class Records {

    private static final char[] EMPTY = {};

    private final RecordSink sink;
    private final List<String> names = new ArrayList<>();
    private boolean inHeader = true;
    private int width;
    /** A first cell without text may be a blank line; known only when the next cell or the end of the record comes. */
    private boolean maybeBlank;
    private boolean spacedQuote;
    /** Whether the first record names the columns. */
    private final boolean named;
    private boolean commented;
    private char[] unixText = EMPTY;

    /** @param named whether the first record names the columns; otherwise it is a row, and they are called by their numbers */
    Records(RecordSink sink, boolean named) {
        this.sink = sink;
        this.named = named;
    }

    /** Records below a header that was read before, of a known width. */
    Records(RecordSink sink, int width) {
        this.sink = sink;
        this.width = width;
        named = true;
        inHeader = false;
    }

    /** Whether a quote was seen that does not touch its delimiter, which a strict parser takes for text. */
    boolean sawSpacedQuote() {
        return spacedQuote;
    }

    /** To be told by whoever sees that the parser stumbles over something between a quote and a delimiter. */
    void noteSpacedQuote() {
        spacedQuote = true;
    }

    boolean sawHeader() {
        return !inHeader;
    }

    /** A record begins. */
    void begin() {
        maybeBlank = false;
        commented = false;
    }

    /**
     * The next cell of the record, as the parser found it.
     *
     * @param line on which the record begins
     */
    void cell(int index, char[] buffer, int start, int end, boolean quoted, long line) {
        int from = start;
        int to = end;
        while (from < to && CellText.isSpace(buffer[from])) {
            from++;
        }
        while (to > from && CellText.isSpace(buffer[to - 1])) {
            to--;
        }
        commented |= index == 0 && from < to && buffer[from] == '#';
        if (maybeBlank) {
            maybeBlank = false;
            deliver(0, EMPTY, 0, 0, line);
        }
        if (quoted) {
            quotedCell(index, buffer, from, to, line);
        } else if (index == 0 && from == to) {
            maybeBlank = true;
        } else {
            spacedQuote |= from > start && from < to && buffer[from] == '"';
            deliver(index, buffer, from, to, line);
        }
    }

    private void quotedCell(int index, char[] buffer, int from, int to, long line) {
        for (int i = from; i < to; i++) {
            if (buffer[i] == '\r') {
                int length = unixLineEnds(buffer, from, to);
                deliver(index, unixText, 0, length, line);
                return;
            }
        }
        deliver(index, buffer, from, to, line);
    }

    /** Copies, because the buffer is the parser's. Without this a file's contents would change with its line ends. */
    private int unixLineEnds(char[] buffer, int from, int to) {
        if (unixText.length < to - from) {
            unixText = new char[to - from];
        }
        int length = 0;
        for (int i = from; i < to; i++) {
            if (buffer[i] == '\n' && i > from && buffer[i - 1] == '\r') {
                continue;
            }
            unixText[length++] = buffer[i] == '\r' ? '\n' : buffer[i];
        }
        return length;
    }

    private void deliver(int index, char[] text, int from, int to, long line) {
        if (!inHeader) {
            if (index < width) {
                sink.cell(index, text, from, to, line);
            }
        } else if (index < Table.MOST_COLUMNS) {
            names.add(new String(text, from, to - from));
        } else {
            throw Problem.limit("more than " + Counts.of(Table.MOST_COLUMNS) + " columns").at("line " + line);
        }
    }

    /** The record ends, with as many cells. */
    void end(int cells, long line) {
        if (maybeBlank) {
            return;
        }
        if (inHeader) {
            inHeader = false;
            width = names.size();
            if (named) {
                sink.header(List.copyOf(names));
            } else {
                unnamed(line);
            }
        } else if (cells == width) {
            sink.endRecord(line);
        } else {
            throw wrongLength(cells, line);
        }
    }

    private Problem wrongLength(int cells, long line) {
        Problem problem = Problem.of(Counts.of(cells, "cell") + ", but the " + (named ? "header" : "first line")
                + " has " + Counts.of(width, "column")).at("line " + line);
        return commented ? problem.remedy(Phrase.of("add ").with(Setting.COMMENT, "#")
                .then(" to leave out lines that begin with it"))
                : problem.remedy("Give every line as many cells as the header;"
                        + " put a cell that contains the delimiter in quotes.");
    }

    /** The first record is a row, below names that it does not have. */
    private void unnamed(long line) {
        sink.header(IntStream.rangeClosed(1, width).mapToObj(Selection::unnamed).toList());
        for (int i = 0; i < width; i++) {
            char[] cell = names.get(i).toCharArray();
            sink.cell(i, cell, 0, cell.length, line);
        }
        sink.endRecord(line);
    }
}
