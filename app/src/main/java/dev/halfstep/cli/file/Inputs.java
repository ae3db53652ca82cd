package dev.halfstep.cli.file;

import dev.halfstep.file.Spool;
import dev.halfstep.file.WholeFile;
import dev.halfstep.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files that a command reads, among them streams: {@code -} for standard input, and pipes. What a stream holds is stored for as
 * long as the command runs, since most of what is read is read more than once. A stream that is named again is the same.
 */
public final class Inputs implements AutoCloseable {

    /** Those of the command that runs. */
    private static final ScopedValue<Inputs> CURRENT = ScopedValue.newInstance();

    private static final Path STANDARD = Path.of("-");

    /** What a file is, in its mode: among others a device of characters or of blocks. */
    private static final int FILE_TYPE = 0xF000;
    private static final int CHARACTERS = 0x2000;
    private static final int BLOCKS = 0x6000;

    private final Map<Path, Spool> spools = new LinkedHashMap<>();

    /** Runs a command, and removes what it stored. */
    public static int during(ScopedValue.CallableOp<Integer, RuntimeException> command) {
        try (var inputs = new Inputs()) {
            return ScopedValue.where(CURRENT, inputs).call(command);
        }
    }

    /**
     * The file to read for one that was given.
     *
     * @throws Problem if it is a stream that cannot be read or stored
     */
    public static Path file(Path given) {
        return CURRENT.isBound() ? CURRENT.get().stored(given) : given;
    }

    /** What was given for a file to read. */
    public static Path given(Path file) {
        if (CURRENT.isBound()) {
            for (Map.Entry<Path, Spool> each : CURRENT.get().spools.entrySet()) {
                if (each.getValue().file().equals(file)) {
                    return each.getKey();
                }
            }
        }
        return file;
    }

    /** A message in which streams are called as they were given. */
    public static String named(String message) {
        String text = message;
        if (CURRENT.isBound()) {
            for (Map.Entry<Path, Spool> each : CURRENT.get().spools.entrySet()) {
                text = text.replace(each.getValue().file().toString(), name(each.getKey()));
            }
        }
        return text;
    }

    private static String name(Path given) {
        return given.equals(STANDARD) ? "standard input" : given.toString();
    }

    private Path stored(Path given) {
        boolean standard = given.equals(STANDARD);
        if (!standard && (!Files.exists(given) || Files.isRegularFile(given) || Files.isDirectory(given))) {
            return given;
        }
        return spools.computeIfAbsent(given, stream -> {
            if (standard) {
                return Spool.of(System.in, "stdin", name(stream));
            }
            WholeFile.requireReadable(stream);
            refuseDevice(stream);
            try (InputStream in = Files.newInputStream(stream)) {
                return Spool.of(in, String.valueOf(stream.getFileName()), name(stream));
            } catch (IOException e) {
                throw Problem.system("it cannot be read: " + WholeFile.reason(e)).at(name(stream)).because(e);
            }
        }).file();
    }

    /** Disks and sources of zeros or random numbers hold no data and may have no end; terminals end when the user says so. */
    private static void refuseDevice(Path stream) {
        if (!stream.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return;
        }
        try {
            int type = (int) Files.getAttribute(stream, "unix:mode") & FILE_TYPE;
            if ((type == CHARACTERS || type == BLOCKS) && !mayEnd(stream.toRealPath().toString())) {
                throw Problem.system("this is a device, not a file or a pipe").at(stream.toString())
                        .remedy("Name a file, or - for standard input.");
            }
        } catch (IOException e) {
            throw Problem.system("it cannot be read: " + WholeFile.reason(e)).at(stream.toString()).because(e);
        }
    }

    private static boolean mayEnd(String device) {
        return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/null");
    }

    @Override
    public void close() {
        spools.values().forEach(Spool::close);
    }
}
