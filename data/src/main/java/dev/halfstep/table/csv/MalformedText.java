package dev.halfstep.table.csv;

import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;

/**
 * Finds the line of the first bytes that are no characters. Decoders do not say where they stopped, and asking them to
 * would slow down the reading of sound files, so a broken one is decoded once more.
 */
final class MalformedText {

    private final TextFile file;
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 13);
    private final CharBuffer chars = CharBuffer.allocate(1 << 13);
    private long line = 1;
    private boolean afterReturn;

    MalformedText(TextFile file) {
        this.file = file;
    }

    Problem problem() {
        try (InputStream in = file.bytes()) {
            String broken = find(in);
            return Problem.of(broken + " no " + file.charset().name() + " text").at("line " + line)
                    .remedy(Phrase.of("save the file in UTF-8"),
                            Phrase.of("say what it is in with ").with(Setting.ENCODING));
        } catch (IOException e) {
            return Problem.of("the file is no " + file.charset().name() + " text").remedy("Save it in UTF-8.");
        }
    }

    /**
     * Whether the file can be in Windows-1252: it has bytes beyond ASCII, all of them characters there, and no two or more of them are a
     * character of UTF-8.
     */
    boolean isWindows() throws IOException {
        try (InputStream in = file.bytes()) {
            var buffer = new byte[1 << 13];
            int open = 0;
            boolean any = false;
            boolean complete = false;
            int read;
            while ((read = in.read(buffer)) > 0) {
                for (int i = 0; i < read; i++) {
                    int b = buffer[i] & 0xff;
                    if (b == 0 || b == 0x81 || b == 0x8d || b == 0x8f || b == 0x90 || b == 0x9d) {
                        return false;
                    }
                    boolean continues = b >= 0x80 && b < 0xc0 && open > 0;
                    complete |= continues && open == 1;
                    any |= (open > 0 && !continues) || (b >= 0x80 && !continues && expected(b) == 0);
                    open = continues ? open - 1 : expected(b);
                }
            }
            return any && !complete;
        }
    }

    /** How many bytes follow a first byte of UTF-8. */
    private static int expected(int b) {
        return b >= 0xc2 && b < 0xe0 ? 1 : b >= 0xe0 && b < 0xf0 ? 2 : b >= 0xf0 && b < 0xf5 ? 3 : 0;
    }

    private String find(InputStream in) throws IOException {
        CharsetDecoder decoder = file.charset().newDecoder();
        boolean end = false;
        while (true) {
            CoderResult result = decoder.decode(bytes.flip(), chars, end);
            count(chars.flip());
            chars.clear();
            if (result.isError()) {
                return String.format("byte 0x%02x is", bytes.get(bytes.position()));
            }
            if (end && result.isUnderflow()) {
                return "the file is";
            }
            bytes.compact();
            int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
            end = read < 0;
            bytes.position(bytes.position() + Math.max(read, 0));
        }
    }

    private void count(CharBuffer decoded) {
        while (decoded.hasRemaining()) {
            char c = decoded.get();
            if (c == '\r' || (c == '\n' && !afterReturn)) {
                line++;
            }
            afterReturn = c == '\r';
        }
    }
}
