package dev.halfstep.file;

import dev.halfstep.problem.Problem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Files that are read or written as a whole.
 *
 * <p>
 * Writing goes to a temporary file beside the target, which takes the target's place only when it is complete: a reader never
 * meets half a file, and a failure leaves what was there before. The mode of a file that is replaced is kept. What a killed process
 * left is removed by the next one that writes into the folder.
 */
public final class WholeFile {

    private WholeFile() {}

    /** What fills a file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * The bytes of a file.
     *
     * @throws Problem if it is missing, a directory, not readable or larger than an array can hold
     */
    public static byte[] read(Path file) {
        requireReadable(file);
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (OutOfMemoryError e) {
            throw Problem.limit("the file is too large to be read at once").at(file.toString()).because(e);
        }
    }

    /**
     * Makes sure that a path leads to a file that can be read.
     *
     * @throws Problem if it is missing, a directory or not readable
     */
    public static void requireReadable(Path file) {
        if (!Files.exists(file)) {
            throw Problem.system("there is no such file").at(file.toString()).remedy("Check the path.");
        }
        if (Files.isDirectory(file)) {
            throw Problem.system("this is a directory, not a file").at(file.toString()).remedy("Name a file in it.");
        }
        if (!Files.isReadable(file)) {
            throw Problem.system("the file may not be read").at(file.toString()).remedy("Check its permissions.");
        }
    }

    /**
     * Makes sure that a path leads to a file that can be read more than once.
     *
     * @throws Problem if it is missing, a directory, not readable, a pipe or a device
     */
    public static void requireRegular(Path file) {
        requireReadable(file);
        if (!Files.isRegularFile(file)) {
            throw Problem.system("this is a pipe or a device, which can be read but once").at(file.toString())
                    .remedy("Save what it gives to a file first.");
        }
    }

    private static Problem unreadable(Path file, IOException e) {
        return Problem.system("the file cannot be read: " + reason(e)).at(file.toString()).because(e);
    }

    /** Writes {@code bytes} as the whole of a file; see {@link #write(Path, Content)}. */
    public static void write(Path file, byte[] bytes) {
        write(file, out -> out.write(bytes));
    }

    /**
     * Writes a file, or leaves what was there.
     *
     * @throws Problem if the target is a directory, its folder is missing or not writable, there is no space, or the thread was
     *         interrupted
     */
    public static void write(Path file, Content content) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(file)) {
            throw Problem.system("this is a directory, not a file").at(file.toString()).remedy("Name a file to write.");
        }
        if (isSpecial(file)) {
            writeThrough(file, content);
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw Problem.system("the folder " + folder + " does not exist").at(file.toString())
                    .remedy("Create it, or name another file.");
        }
        try (PartFile part = PartFile.of(Files.isSymbolicLink(file) ? file.toRealPath() : file)) {
            try (var out = new BufferedOutputStream(part.open(), 1 << 16)) {
                content.writeTo(out);
            }
            part.moveIntoPlace();
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** A device or a pipe, such as /dev/stdout: there is nothing to replace. */
    private static boolean isSpecial(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file);
    }

    private static void writeThrough(Path file, Content content) {
        try (var out = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.WRITE), 1 << 16)) {
            content.writeTo(out);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** The problem of a file or folder that could not be written, in words. */
    public static Problem unwritable(Path file, IOException e) {
        return Problem.system("this cannot be written: " + reason(e)).at(file.toString())
                .remedy("Check the space and the permissions there, or name another place.").because(e);
    }

    /** Why an operation on a file failed, in words instead of class names. */
    public static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "permission denied";
            case NoSuchFileException missing -> "no such file or folder";
            case ClosedByInterruptException interrupted -> "the thread was interrupted";
            case DirectoryNotEmptyException full -> "the folder is not empty";
            case FileSystemException system when system.getReason() != null ->
                system.getReason().toLowerCase(Locale.ROOT);
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
