package dev.halfstep.table.csv;

import dev.halfstep.problem.Problem;
import dev.halfstep.table.csv.TidyReader.Layout;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file of text, perhaps compressed, in the character set that a byte order mark says, or else whoever asks for it, or that is found by
 * looking: UTF-8, UTF-16 and Windows-1252, which contains Latin-1. It can be opened any number of times.
 *
 * @param guessed whether nobody said that it is in UTF-8
 * @param layout what is tidied of it
 */
record TextFile(Path path, boolean gzip, Charset charset, int markLength, boolean guessed, Layout layout) {

    private static final int BUFFER = 1 << 16;
    /** Bytes by which UTF-16 is told that has no byte order mark. */
    private static final int LOOK = 1 << 10;
    /** Fewer bytes are no table. */
    private static final int LEAST_WIDE = 8;
    static final Charset WINDOWS = Charset.forName("windows-1252");

    /** A byte order mark, its bytes as the characters of these numbers. */
    private record Mark(Charset charset, String bytes) {}

    /** UTF-32 before UTF-16, whose little-endian mark it starts with. */
    private static final List<Mark> MARKS = List.of(
            new Mark(StandardCharsets.UTF_8, "\u00ef\u00bb\u00bf"),
            new Mark(Charset.forName("UTF-32LE"), "\u00ff\u00fe\0\0"),
            new Mark(Charset.forName("UTF-32BE"), "\0\0\u00fe\u00ff"),
            new Mark(StandardCharsets.UTF_16LE, "\u00ff\u00fe"),
            new Mark(StandardCharsets.UTF_16BE, "\u00fe\u00ff"));

    /**
     * Looks at the start of the file for its character set.
     *
     * @param encoding what the file is in unless a byte order mark says otherwise
     */
    static TextFile of(Path path, boolean gzip, Optional<Charset> encoding) {
        try (InputStream in = bytes(path, gzip)) {
            byte[] bytes = in.readNBytes(LOOK);
            String start = new String(bytes, StandardCharsets.ISO_8859_1);
            for (Mark mark : MARKS) {
                if (start.startsWith(mark.bytes)) {
                    return new TextFile(path, gzip, mark.charset, mark.bytes.length(), false, Layout.USUAL);
                }
            }
            Optional<Charset> given = encoding.filter(charset -> !charset.equals(StandardCharsets.UTF_16));
            Charset found = given.or(() -> wide(bytes))
                    .or(() -> encoding.map(utf16 -> order(bytes))).orElse(StandardCharsets.UTF_8);
            return new TextFile(path, gzip, found, 0, given.isEmpty() && found.equals(StandardCharsets.UTF_8),
                    Layout.USUAL);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** UTF-16, if every other byte is a zero nearly always and the rest never. */
    private static Optional<Charset> wide(byte[] start) {
        int[] zeros = zeros(start);
        int most = start.length / 2 * 3 / 4;
        boolean wide = start.length >= LEAST_WIDE;
        return wide && zeros[0] == 0 && zeros[1] >= most ? Optional.of(StandardCharsets.UTF_16LE)
                : wide && zeros[1] == 0 && zeros[0] >= most ? Optional.of(StandardCharsets.UTF_16BE)
                        : Optional.empty();
    }

    /** Of UTF-16, the order in which digits, delimiters and line ends have their zero, whatever letters have. */
    private static Charset order(byte[] start) {
        int[] zeros = zeros(start);
        return zeros[0] > zeros[1] ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
    }

    /** How many bytes are zero, of the even ones and of the odd ones. */
    private static int[] zeros(byte[] start) {
        var zeros = new int[2];
        for (int i = 0; i < start.length; i++) {
            zeros[i % 2] += start[i] == 0 ? 1 : 0;
        }
        return zeros;
    }

    /** The same, tidied. */
    TextFile with(Layout tidied) {
        return new TextFile(path, gzip, charset, markLength, guessed, tidied);
    }

    private static InputStream bytes(Path path, boolean gzip) throws IOException {
        return unpacked(Files.newInputStream(path), gzip);
    }

    private static InputStream unpacked(InputStream file, boolean gzip) throws IOException {
        if (!gzip) {
            return file;
        }
        try {
            return new GZIPInputStream(file, BUFFER);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** The bytes after the byte order mark. */
    InputStream bytes() throws IOException {
        InputStream in = bytes(path, gzip);
        in.skipNBytes(markLength);
        return in;
    }

    /** The characters after the byte order mark. Bytes that are none are an exception, not a replacement character. */
    Reader open() throws IOException {
        return characters(bytes());
    }

    /** The same, with a meter that runs with the bytes of the file as they are read. */
    Reader open(LongConsumer meter) throws IOException {
        InputStream in = unpacked(new Metered(Files.newInputStream(path), meter), gzip);
        in.skipNBytes(markLength);
        return characters(in);
    }

    private Reader characters(InputStream in) {
        Reader decoded = decoded(in, charset);
        Reader sound = new NoZeros(guessed ? new FallbackReader(decoded, this::windows) : decoded);
        return layout.equals(Layout.USUAL) ? sound : new TidyReader(sound, layout);
    }

    private static Reader decoded(InputStream in, Charset charset) {
        return new InputStreamReader(in, charset.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    private Reader windows(long behind, CharacterCodingException malformed) throws IOException {
        if (!new MalformedText(this).isWindows()) {
            throw malformed;
        }
        InputStream in = bytes();
        in.skipNBytes(behind);
        return decoded(in, WINDOWS);
    }

    /** The first characters, all of them if the file is shorter. */
    String head(int length) {
        try (Reader reader = open()) {
            var head = new char[length];
            int filled = 0;
            int read;
            while (filled < length && (read = reader.read(head, filled, length - filled)) > 0) {
                filled += read;
            }
            return new String(head, 0, filled);
        } catch (IOException e) {
            throw problem(e);
        }
    }

    /** What a failure to read this file means. */
    Problem problem(IOException e) {
        return e instanceof CharacterCodingException ? new MalformedText(this).problem().because(e) : unreadable(e);
    }

    private static Problem unreadable(IOException e) {
        if (e instanceof EOFException || e instanceof ZipException) {
            return Problem.of("the compressed file is damaged or not complete").because(e);
        }
        return Problem.system("the file cannot be read: " + e.getMessage()).because(e);
    }

    /** Tells how many bytes were read. */
    private static final class Metered extends FilterInputStream {

        private final LongConsumer meter;
        private long bytes;

        Metered(InputStream in, LongConsumer meter) {
            super(in);
            this.meter = meter;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int read) {
            bytes += read;
            meter.accept(bytes);
        }
    }

    /** Text has no zeros; a file that has them is binary, or UTF-16 without its mark. */
    private static final class NoZeros extends Reader {

        private final Reader in;

        NoZeros(Reader in) {
            this.in = in;
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            for (int i = offset; i < offset + read; i++) {
                if (buffer[i] == 0) {
                    throw Problem.of("this is not a text file: it contains zero bytes")
                            .remedy("Give a CSV file in UTF-8, or a Parquet file.");
                }
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
