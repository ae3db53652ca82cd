package dev.halfstep.table;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import dev.halfstep.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns what the parser finds into clean records: cells stripped, blank lines left out, every record as long as the
 * header.
 */
final class RecordHandler extends AbstractBaseCsvCallbackHandler<Boolean> {

    /** As FastCSV bounds its own records; far beyond what a dense network takes as a table. */
    static final int MOST_COLUMNS = 16_384;

    private static final char[] EMPTY = {};

    private final RecordSink sink;
    private final List<String> names = new ArrayList<>();
    private boolean inHeader = true;
    private int width;
    /** A first cell without text may be a blank line; known only when the next cell or the end of the record comes. */
    private boolean maybeBlank;
    private boolean spacedQuote;
    private char[] unixText = EMPTY;

    RecordHandler(RecordSink sink) {
        this.sink = sink;
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

    long line() {
        return getStartingLineNumber();
    }

    @Override
    protected void handleBegin(long line) {
        maybeBlank = false;
    }

    @Override
    protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
        int from = offset;
        int to = offset + length;
        while (from < to && CellText.isSpace(buffer[from])) {
            from++;
        }
        while (to > from && CellText.isSpace(buffer[to - 1])) {
            to--;
        }
        if (maybeBlank) {
            maybeBlank = false;
            deliver(0, EMPTY, 0, 0);
        }
        if (quoted) {
            quotedCell(index, buffer, from, to);
        } else if (index == 0 && from == to) {
            maybeBlank = true;
        } else {
            spacedQuote |= from > offset && from < to && buffer[from] == '"';
            deliver(index, buffer, from, to);
        }
    }

    private void quotedCell(int index, char[] buffer, int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer[i] == '\r') {
                int length = unixLineEnds(buffer, from, to);
                deliver(index, unixText, 0, length);
                return;
            }
        }
        deliver(index, buffer, from, to);
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

    private void deliver(int index, char[] text, int from, int to) {
        if (!inHeader) {
            if (index < width) {
                sink.cell(index, text, from, to, line());
            }
        } else if (index < MOST_COLUMNS) {
            names.add(new String(text, from, to - from));
        } else {
            throw Problem.of("more than " + Counts.of(MOST_COLUMNS) + " columns").at("line " + line());
        }
    }

    /** Returns nothing ever: the sink has the record, and the parser shall go on to the end of the file. */
    @Override
    protected @Nullable Boolean buildRecord() {
        if (getRecordType() == RecordType.EMPTY || maybeBlank) {
            return null;
        }
        if (inHeader) {
            inHeader = false;
            width = names.size();
            sink.header(List.copyOf(names));
        } else if (getFieldCount() == width) {
            sink.endRecord(line());
        } else {
            throw Problem.of(Counts.of(getFieldCount(), "cell") + ", but the header has "
                    + Counts.of(width, "column")).at("line " + line())
                    .remedy("Give every line as many cells as the header;"
                            + " put a cell that contains the delimiter in quotes.");
        }
        return null;
    }
}
