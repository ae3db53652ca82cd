package dev.halfstep.table.csv;

import dev.halfstep.table.CellText;
import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Cuts a text file into pieces that end where a record ends, so that each can be parsed by itself, and by whom ever. Where records
 * end depends on quotes; a quote opens a quoted cell if nothing but spaces stands before it in its cell. (A parser that knows no such
 * spaces sees text there; but then the whole file is read by one that does.)
 */
final class TextPieces {

    /** Characters of a record that is given up: the parser has given up its longest cell before, or there are too many. */
    private static final int LONGEST = 1 << 26;

    private final Reader in;
    private final char delimiter;
    private final int size;
    private final DoubleSupplier share;

    private char[] text;
    private int filled;
    /** Looked at so far. */
    private int at;
    /** Start of the record that was not complete so far. */
    private int recordStart;
    private boolean ended;
    private boolean inQuotes;
    private boolean quotes;
    private int rows;
    private long lines;
    /** Of which those of complete records. */
    private long completeLines;
    private long linesBefore;
    private long rowsBefore;

    /**
     * @param size characters of a piece, unless it is the last or a single record
     * @param share how much of the file was read
     * @param named whether the first record is a header, and no row
     */
    TextPieces(Reader in, char delimiter, int size, DoubleSupplier share, boolean named) {
        this.in = in;
        this.delimiter = delimiter;
        this.size = size;
        this.share = share;
        text = new char[size + 1];
        rowsBefore = named ? -1 : 0;
    }

    /** The first record that is not blank, and blank ones before it. */
    Optional<TextPiece> header() throws IOException {
        return next(1);
    }

    /** The next records; empty at the end of the file. */
    Optional<TextPiece> next() throws IOException {
        return next(Integer.MAX_VALUE);
    }

    private Optional<TextPiece> next(int mostRows) throws IOException {
        while (true) {
            scan(mostRows);
            if (ended && rows < mostRows) {
                endRecord(filled);
                return rows == 0 ? Optional.empty() : Optional.of(piece(filled, false));
            }
            if (rows == mostRows || (recordStart > 0 && filled >= size)) {
                TextPiece piece = piece(recordStart, false);
                if (piece.rows() > 0) {
                    return Optional.of(piece);
                }
            } else if (filled >= LONGEST) {
                return Optional.of(piece(filled, true));
            } else {
                fill();
            }
        }
    }

    /** Room is left for a line end behind the text. */
    private void fill() throws IOException {
        if (filled == text.length - 1) {
            text = Arrays.copyOf(text, 2 * text.length);
        }
        int read = in.read(text, filled, text.length - 1 - filled);
        ended = read < 0;
        filled += Math.max(read, 0);
    }

    private TextPiece piece(int end, boolean cut) {
        char[] full = text;
        int rest = filled - end;
        text = new char[Math.max(size, 2 * rest) + 1];
        System.arraycopy(full, end, text, 0, rest);
        full[end] = '\n';
        var piece = new TextPiece(full, end, rowsBefore, rows, linesBefore, quotes, cut, share.getAsDouble());
        rowsBefore += rows;
        rows = 0;
        linesBefore += completeLines;
        recordStart = 0;
        filled = rest;
        // What was looked at of the next record is looked at again.
        at = 0;
        inQuotes = false;
        quotes = false;
        lines = 0;
        completeLines = 0;
        return piece;
    }

    /** Looks at what was read; stops before a character whose meaning depends on the next one. */
    private void scan(int mostRows) {
        int i = at;
        while (i < filled && rows < mostRows) {
            int next = inQuotes ? quoted(i) : step(i);
            if (next == i) {
                break;
            }
            i = next;
        }
        at = i;
    }

    /** Passes plain characters, or one that is none; nothing where the next character has to be known. */
    private int step(int from) {
        char[] chars = text;
        int end = filled;
        int i = from;
        // Most characters by far have no meaning: digits, letters, and delimiters but one.
        while (i < end && chars[i] > '"') {
            i++;
        }
        if (i > from || i == end) {
            return i;
        }
        char c = chars[i];
        if (c == '"') {
            quotes = true;
            inQuotes = opensCell(i);
        } else if (c == '\n' || c == '\r') {
            boolean last = i + 1 == end;
            if (c == '\r' && last && !ended) {
                return i;
            }
            at = i;
            endRecord(c == '\r' && !last && chars[i + 1] == '\n' ? i + 2 : i + 1);
            return at;
        }
        return i + 1;
    }

    /** One step within quotes; none where the next character has to be known. */
    private int quoted(int i) {
        char c = text[i];
        if (c == '"') {
            if (i + 1 == filled && !ended) {
                return i;
            }
            if (i + 1 < filled && text[i + 1] == '"') {
                return i + 2;
            }
            inQuotes = false;
        } else if (c == '\r' || (c == '\n' && text[i - 1] != '\r')) {
            lines++;
        }
        return i + 1;
    }

    /** White space is what FastCSV takes for it. */
    private boolean opensCell(int quote) {
        int i = quote - 1;
        while (i >= recordStart && text[i] <= ' ' && text[i] != delimiter) {
            i--;
        }
        return i < recordStart || text[i] == delimiter;
    }

    private void endRecord(int next) {
        if (!isBlank(recordStart, at)) {
            rows++;
        }
        lines++;
        completeLines = lines;
        recordStart = next;
        at = next;
    }

    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] == delimiter || !CellText.isSpace(text[i])) {
                return false;
            }
        }
        return true;
    }
}
