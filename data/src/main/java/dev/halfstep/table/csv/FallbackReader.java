package dev.halfstep.table.csv;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;

/**
 * Text in UTF-8, or in Windows-1252, which contains Latin-1, from the first character on that is none of UTF-8, if that is what the
 * file is in. Up to there both mean the same.
 */
final class FallbackReader extends Reader {

    /** Opens the file anew behind some bytes, to be read as Windows-1252. */
    interface Opening {

        /**
         * Opens it.
         *
         * @throws CharacterCodingException if the file is not in Windows-1252, either
         */
        Reader behind(long bytes, CharacterCodingException malformed) throws IOException;
    }

    private final Opening opening;
    private Reader in;
    private long read;
    private boolean fallen;

    FallbackReader(Reader in, Opening opening) {
        this.in = in;
        this.opening = opening;
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        try {
            int count = in.read(buffer, offset, length);
            read += Math.max(count, 0);
            return count;
        } catch (CharacterCodingException e) {
            if (fallen) {
                throw e;
            }
            fallen = true;
            Reader other = opening.behind(read, e);
            in.close();
            in = other;
            return in.read(buffer, offset, length);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
