package dev.halfstep.table.csv;

import java.io.IOException;
import java.io.Reader;

/**
 * Text as records are written usually: lines of comment are left empty, and so is a first line {@code sep=;}; where white space parts
 * cells, a tab does. Lines stay what they are, so that places in messages do.
 */
final class TidyReader extends Reader {

    private static final int BUFFER = 1 << 14;
    private static final char NONE = 0;

    private enum State {
        LINE_START,
        IN_LINE,
        IN_QUOTES,
        LEFT_OUT
    }

    private final Reader in;
    private final Layout layout;
    private final char[] buffer = new char[BUFFER];
    private int at;
    private int filled;
    private State state;
    /** Whether white space was read that becomes a tab if anything follows. */
    private boolean gap;
    /** The last character of the line that is none of white space. */
    private char last = NONE;
    /** Whether the character before closed quotes; another quote right behind it stands for one within them. */
    private boolean closed;

    /**
     * What is tidied.
     *
     * @param comment what lines begin with that are left out; 0 if none are
     * @param firstLineOut whether the first line is left out
     * @param spaced whether white space parts cells
     */
    record Layout(char comment, boolean firstLineOut, boolean spaced) {

        static final Layout USUAL = new Layout(NONE, false, false);
    }

    TidyReader(Reader in, Layout layout) {
        this.in = in;
        this.layout = layout;
        state = layout.firstLineOut() ? State.LEFT_OUT : State.LINE_START;
    }

    @Override
    public int read(char[] out, int offset, int length) throws IOException {
        int end = offset + length;
        int put = offset;
        while (put == offset && length > 0) {
            if (at == filled) {
                filled = in.read(buffer, 0, BUFFER);
                at = 0;
                if (filled < 0) {
                    filled = 0;
                    return -1;
                }
            }
            // A character can become two: the tab before it, and itself.
            while (at < filled && put < end) {
                int after = tidy(buffer[at], out, put, end);
                if (after < 0) {
                    break;
                }
                put = after;
                at++;
            }
            if (put == offset && at < filled) {
                // No room for two: the tab alone.
                out[put++] = '\t';
                gap = false;
            }
        }
        return put - offset;
    }

    /** Where the next character goes; below 0 if there is no room. */
    private int tidy(char c, char[] out, int put, int end) {
        if (c == '\n' || c == '\r') {
            closed = false;
            if (state != State.IN_QUOTES) {
                state = State.LINE_START;
                gap = false;
                last = NONE;
            }
            out[put] = c;
            return put + 1;
        }
        if (state == State.LEFT_OUT) {
            return put;
        }
        if (state == State.LINE_START && layout.comment() != NONE && c == layout.comment()) {
            state = State.LEFT_OUT;
            return put;
        }
        if (state != State.IN_QUOTES && layout.spaced() && (c == ' ' || c == '\t')) {
            gap = last != NONE;
            closed = false;
            state = State.IN_LINE;
            return put;
        }
        if (gap && put + 2 > end) {
            return -1;
        }
        int next = put;
        if (gap) {
            out[next++] = '\t';
            last = '\t';
            gap = false;
        }
        follow(c);
        out[next] = c;
        return next + 1;
    }

    private void follow(char c) {
        if (c == '"') {
            boolean within = state == State.IN_QUOTES;
            boolean opens = !within && (closed || last == NONE || ",;\t|".indexOf(last) >= 0);
            state = opens ? State.IN_QUOTES : State.IN_LINE;
            closed = within;
        } else {
            closed = false;
            state = state == State.LINE_START ? State.IN_LINE : state;
        }
        if (c > ' ' || c == '\t') {
            last = c;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
