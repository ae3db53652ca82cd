package dev.halfstep.table.csv;

import dev.halfstep.problem.Problem;
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
                    .remedy("Save the file in UTF-8.");
        } catch (IOException e) {
            return Problem.of("the file is no " + file.charset().name() + " text").remedy("Save it in UTF-8.");
        }
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
