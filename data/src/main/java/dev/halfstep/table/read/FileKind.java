package dev.halfstep.table.read;

import dev.halfstep.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What a file is, judged by its first bytes: names lie more often than contents. */
enum FileKind {
    TEXT,
    GZIP,
    PARQUET;

    private static final int MAGIC = 8;

    /** @throws Problem if there is no such file, it cannot be read or it is known to be no table */
    static FileKind of(Path file) {
        if (Files.isDirectory(file)) {
            throw Problem.of("this is a directory").remedy("Name a CSV or Parquet file.");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw Problem.system("this is a pipe or a device, which can be read but once")
                    .remedy("Save what it gives to a file first.");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return of(in.readNBytes(MAGIC));
        } catch (NoSuchFileException e) {
            throw Problem.system("there is no such file").because(e);
        } catch (AccessDeniedException e) {
            throw Problem.system("the file may not be read").remedy("Check its permissions.").because(e);
        } catch (IOException e) {
            throw Problem.system("the file cannot be read: " + e.getMessage()).because(e);
        }
    }

    private static FileKind of(byte[] start) {
        if (start.length == 0) {
            throw Problem.of("the file is empty");
        }
        String magic = new String(start, StandardCharsets.ISO_8859_1);
        if (magic.startsWith("PAR1")) {
            return PARQUET;
        }
        if (magic.startsWith("\u001f\u008b")) {
            return GZIP;
        }
        if (magic.startsWith("PARE")) {
            throw Problem.of("the Parquet file is encrypted").remedy("Write it without encryption.");
        }
        if (magic.startsWith("PK\u0003\u0004") || magic.startsWith("\u00d0\u00cf\u0011\u00e0")) {
            throw Problem.of("this is a spreadsheet or an archive, not a table in text form")
                    .remedy("Unpack the archive, or save the sheet as CSV (UTF-8).");
        }
        if (magic.startsWith("\u0093NUMPY")) {
            throw Problem.of("this is a NumPy array, not a table with named columns");
        }
        return TEXT;
    }
}
