package dev.halfstep.file;

import dev.halfstep.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * What a stream held, in a file that can be read as often as needed: a table is looked at before it is read, and arrays and Parquet
 * are read from where their headers say. The file stands in a folder of its own that nobody else may enter, and goes when this is
 * closed or the JVM ends.
 *
 * <p>
 * A stream may never end. It is given up where it fills the disk, or where what looks like text has no end of a line for longer than
 * any table.
 */
public final class Spool implements AutoCloseable {

    private static final int BUFFER = 1 << 20;

    /** Bytes of text without an end of a line. */
    static final int LONGEST_LINE = 1 << 26;

    /** Room that is left for others. */
    private static final long LEAST_ROOM = 1L << 28;
    private static final long LOOK_AT_ROOM = 1L << 25;

    /** How files begin that need not have lines: gzip, Parquet, NumPy, an archive. */
    private static final String[] BINARY = {"\u001f\u008b", "PAR1", "\u0093NUMPY", "PK\u0003\u0004"};

    /** The name of the first file of an archive begins here. */
    private static final int ZIP_NAME = 30;
    private static final int ZIP_NAME_LENGTH = 26;

    private final Path folder;
    private final Thread atExit;
    private Path file;

    private Spool(Path folder, String name) {
        this.folder = folder;
        file = folder.resolve(name);
        // Ctrl-C skips closing, not this.
        atExit = new Thread(this::delete);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Reads a stream to its end.
     *
     * @param name of the file; one of arrays gets the ending that it needs
     * @param given what the stream is called, for messages
     * @throws Problem if it cannot be read, or not be stored
     */
    public static Spool of(InputStream in, String name, String given) {
        Spool spool;
        try {
            spool = new Spool(Files.createTempDirectory("halfstep-"), name);
        } catch (IOException e) {
            throw noRoom(given, e);
        }
        try {
            spool.fill(in, given);
            return spool;
        } catch (Problem problem) {
            spool.close();
            throw problem;
        }
    }

    /** The file, whose name ends as that of an archive of arrays where it is one. */
    public Path file() {
        return file;
    }

    private void fill(InputStream in, String given) {
        var buffer = new byte[BUFFER];
        int start = read(in, buffer, given);
        String head = new String(buffer, 0, Math.min(start, 64), StandardCharsets.ISO_8859_1);
        boolean text = Arrays.stream(BINARY).noneMatch(head::startsWith);
        if (isArrays(head) && !file.toString().endsWith(".npz")) {
            file = folder.resolve(file.getFileName() + ".npz");
        }
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            FileStore store = Files.getFileStore(folder);
            long line = 0;
            long written = 0;
            for (int count = start; count > 0; count = read(in, buffer, given)) {
                if (written / LOOK_AT_ROOM < (written + count) / LOOK_AT_ROOM && store.getUsableSpace() < LEAST_ROOM) {
                    throw new IOException("there is no more room");
                }
                out.write(buffer, 0, count);
                written += count;
                line = behindLastLine(buffer, count, line);
                if (text && line > LONGEST_LINE) {
                    throw Problem.of("there is no end of a line in " + line + " bytes").at(given)
                            .remedy("Give a table as CSV or Parquet, or arrays as .npy or .npz.");
                }
            }
        } catch (IOException e) {
            throw noRoom(given, e);
        }
    }

    /** As many bytes as there are, up to a buffer of them; 0 at the end. */
    private static int read(InputStream in, byte[] buffer, String given) {
        try {
            return in.readNBytes(buffer, 0, buffer.length);
        } catch (IOException e) {
            throw Problem.system("it cannot be read: " + WholeFile.reason(e)).at(given).because(e);
        }
    }

    private static long behindLastLine(byte[] buffer, int count, long before) {
        for (int i = count - 1; i >= 0; i--) {
            if (buffer[i] == '\n' || buffer[i] == '\r') {
                return count - 1L - i;
            }
        }
        return before + count;
    }

    /** Whether this is the start of an archive whose first file is an array. */
    private static boolean isArrays(String head) {
        if (!head.startsWith("PK\u0003\u0004") || head.length() < ZIP_NAME) {
            return false;
        }
        int end = ZIP_NAME + head.charAt(ZIP_NAME_LENGTH) + (head.charAt(ZIP_NAME_LENGTH + 1) << 8);
        return end <= head.length() && head.substring(ZIP_NAME, end).endsWith(".npy");
    }

    private static Problem noRoom(String given, IOException e) {
        return Problem.system("what it holds cannot be stored in " + System.getProperty("java.io.tmpdir") + ": "
                + WholeFile.reason(e)).at(given)
                .remedy("Save it to a file, or name a folder with more room with -Djava.io.tmpdir=FOLDER.").because(e);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is ending; the hook does it.
            return;
        }
        delete();
    }

    private void delete() {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // It lies in the folder of temporary files, and nobody else can read it.
            return;
        }
    }
}
