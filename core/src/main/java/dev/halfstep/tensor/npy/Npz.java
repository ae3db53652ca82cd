package dev.halfstep.tensor.npy;

import dev.halfstep.file.WholeFile;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Value;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** NumPy's {@code .npz} archives: several arrays by name, stored or deflated. */
public final class Npz {

    private static final String SUFFIX = ".npy";
    /** More than any model has inputs; each is opened once for its shape. */
    private static final int MOST_ARRAYS = 10_000;
    /** Archives with the same contents are the same. NumPy writes this date, too. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private Npz() {}

    /**
     * The arrays of an archive, in its order. Their elements are not read yet.
     *
     * @throws Problem if the file cannot be read, is no archive, or holds no arrays or damaged ones
     */
    public static List<StoredArray> arrays(Path file) {
        WholeFile.requireRegular(file);
        List<Entry> entries = entries(file);
        if (entries.isEmpty()) {
            throw Problem.of("the archive holds no arrays").at(file.toString())
                    .remedy("Write it with numpy.savez(file, name=array).");
        }
        if (entries.size() > MOST_ARRAYS) {
            throw Problem.of("the archive holds " + entries.size() + " arrays").at(file.toString())
                    .remedy("Give one array for each input, with samples along its first axis.");
        }
        Set<String> names = new HashSet<>();
        var arrays = new ArrayList<StoredArray>();
        for (Entry entry : entries) {
            String name = entry.name.substring(0, entry.name.length() - SUFFIX.length());
            if (!names.add(name)) {
                throw Problem.of("the archive holds two arrays named '" + name + "'").at(file.toString())
                        .remedy("Write it again with numpy.savez.");
            }
            arrays.add(StoredArray.of(file, name, entry));
        }
        return List.copyOf(arrays);
    }

    private static List<Entry> entries(Path file) {
        try (var zip = new ZipFile(file.toFile())) {
            return zip.stream().filter(entry -> !entry.isDirectory() && entry.getName().endsWith(SUFFIX))
                    .map(entry -> new Entry(file, entry.getName(), entry.getSize(), entry.getCrc())).toList();
        } catch (ZipException | IllegalArgumentException e) {
            throw Problem.of("this is no archive that can be read: " + e.getMessage()).at(file.toString()).because(e)
                    .remedy("Write it again with numpy.savez.");
        } catch (IOException e) {
            throw Problem.system("the file cannot be read: " + WholeFile.reason(e)).at(file.toString()).because(e);
        }
    }

    /**
     * An array in an archive.
     *
     * @param size as the archive declares it
     */
    private record Entry(Path file, String name, long size, long crc) implements StoredArray.Source {

        @Override
        public InputStream open() throws IOException {
            var zip = new ZipFile(file.toFile());
            try {
                ZipEntry entry = zip.getEntry(name);
                if (entry == null) {
                    throw new ZipException("the archive has changed");
                }
                return new Closing(zip.getInputStream(entry), zip);
            } catch (IOException | RuntimeException e) {
                zip.close();
                throw e;
            }
        }

        @Override
        public OptionalLong checksum() {
            return OptionalLong.of(crc);
        }
    }

    /** Closes the archive with the entry that is read. */
    private static final class Closing extends FilterInputStream {

        private final ZipFile zip;

        Closing(InputStream entry, ZipFile zip) {
            super(entry);
            this.zip = zip;
        }

        @Override
        public void close() throws IOException {
            zip.close();
        }
    }

    /**
     * Writes an archive, whole or not at all.
     *
     * @param arrays by name, in the order in which they shall stand
     */
    public static void write(Path file, Map<String, ? extends Value> arrays) {
        WholeFile.write(file, out -> write(out, arrays));
    }

    /** Writes an archive to a stream, which stays open. */
    public static void write(OutputStream out, Map<String, ? extends Value> arrays) throws IOException {
        var zip = new ZipOutputStream(out);
        for (Map.Entry<String, ? extends Value> array : arrays.entrySet()) {
            byte[] bytes = Npy.toBytes(array.getValue());
            var crc = new CRC32();
            crc.update(bytes);
            var entry = new ZipEntry(array.getKey() + SUFFIX);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(bytes.length);
            entry.setCrc(crc.getValue());
            entry.setTimeLocal(NO_TIME);
            zip.putNextEntry(entry);
            zip.write(bytes);
            zip.closeEntry();
        }
        zip.finish();
    }
}
