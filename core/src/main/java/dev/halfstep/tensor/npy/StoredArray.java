package dev.halfstep.tensor.npy;

import dev.halfstep.file.WholeFile;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Value;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;

/**
 * An array in a {@code .npy} file or in an archive of such files, of which the elements are read in parts: it may be larger than
 * memory. What it says of its size is held to the file's before anything is read.
 */
public final class StoredArray {

    private static final int CHUNK = 1 << 16;

    private final Path file;
    private final String name;
    private final NpyHeader header;
    private final Source source;

    private StoredArray(Path file, String name, NpyHeader header, Source source) {
        this.file = file;
        this.name = name;
        this.header = header;
        this.source = source;
    }

    /** Where the bytes of an array come from; from the start each time. */
    interface Source {
        InputStream open() throws IOException;

        /** As declared, not as found. */
        long size() throws IOException;

        /** The checksum of all bytes, if there is one. */
        OptionalLong checksum();
    }

    /** A {@code .npy} file. */
    private record WholeSource(Path file) implements Source {

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }

        @Override
        public long size() throws IOException {
            return Files.size(file);
        }

        @Override
        public OptionalLong checksum() {
            return OptionalLong.empty();
        }
    }

    /**
     * The array of a {@code .npy} file.
     *
     * @throws Problem if the file cannot be read or is not such an array
     */
    public static StoredArray of(Path file) {
        WholeFile.requireRegular(file);
        return of(file, "", new WholeSource(file));
    }

    /** An array of a file, by its name there. */
    static StoredArray of(Path file, String name, Source source) {
        try (InputStream in = new BufferedInputStream(source.open())) {
            NpyHeader header = NpyHeader.read(in);
            header.requireBytes(source.size() - header.bytes());
            return new StoredArray(file, name, header, source);
        } catch (Problem problem) {
            throw placed(problem, file, name);
        } catch (IOException e) {
            throw unreadable(file, name, e);
        }
    }

    private static Problem placed(Problem problem, Path file, String name) {
        return (name.isEmpty() ? problem : problem.at("array '" + name + "'")).at(file.toString());
    }

    private static Problem unreadable(Path file, String name, IOException e) {
        return placed(Problem.system("it cannot be read: " + WholeFile.reason(e)).because(e)
                .remedy("Write or copy it again."), file, name);
    }

    /** A problem with its contents. */
    public Problem at(Problem problem) {
        return placed(problem, file, name);
    }

    /** In its archive; empty if the file holds nothing else. */
    public String name() {
        return name;
    }

    /** May have more elements than can be held. */
    public Shape shape() {
        return header.shape();
    }

    /** Of what is read: {@code float32} for reals of any precision. */
    public DType dtype() {
        return header.type().dtype();
    }

    /**
     * The whole array.
     *
     * @throws Problem if it cannot be read, or there is not enough memory
     */
    public Value read() {
        try {
            requireRoom(1, "Give fewer rows at once, or give the JVM more memory (-Xmx).");
        } catch (Problem problem) {
            throw at(problem);
        }
        try (Reader reader = open()) {
            return reader.next(shape());
        }
    }

    private void requireRoom(int times, String remedy) {
        long bytes = (long) shape().elements() * dtype().bytes() * times;
        if (bytes > Runtime.getRuntime().maxMemory() / 2) {
            throw Problem.limit("the array takes " + (bytes >> 20) + " MB, more than half of what the JVM may use")
                    .remedy(remedy);
        }
    }

    /** Starts to read from the first element on; to be closed. */
    public Reader open() {
        try {
            return new Reader(source.open());
        } catch (IOException e) {
            throw unreadable(file, name, e);
        }
    }

    /** Reads an array from its first element to its last. */
    public final class Reader implements AutoCloseable {

        private final CheckedInputStream in;
        private final byte[] chunk = new byte[CHUNK];
        private long left = header.dataBytes();
        private boolean started;
        /** All elements, where their order is not that in which they are asked for. */
        private @Nullable Value whole;
        private int given;

        private Reader(InputStream in) {
            this.in = new CheckedInputStream(in, new CRC32());
        }

        /**
         * The next elements.
         *
         * @param shape says how many; no more than there are left
         * @throws Problem if they cannot be read
         */
        public Value next(Shape shape) {
            try {
                return header.fortran() ? nextOfWhole(shape) : nextInFile(shape);
            } catch (Problem problem) {
                throw at(problem);
            } catch (IOException e) {
                throw unreadable(file, name, e);
            }
        }

        private Value nextOfWhole(Shape shape) throws IOException {
            Value all = whole;
            if (all == null) {
                requireRoom(2, "Save it with numpy.ascontiguousarray: in Fortran order all of it is held at once.");
                all = nextInFile(header.shape());
                whole = all;
            }
            if (shape.equals(all.shape()) && given == 0) {
                given = shape.elements();
                return all;
            }
            if (shape.elements() > all.shape().elements() - given) {
                throw new IllegalArgumentException(shape + " is more than is left");
            }
            int from = given;
            given += shape.elements();
            return all.slice(from, shape);
        }

        private Value nextInFile(Shape shape) throws IOException {
            if (!started) {
                skipHeader();
            }
            var elements = new NpyElements(header, shape.elements());
            long wanted = (long) shape.elements() * header.type().bytes();
            if (wanted > left) {
                throw new IllegalArgumentException(shape + " is more than is left");
            }
            left -= wanted;
            while (wanted > 0) {
                int bytes = (int) Math.min(chunk.length, wanted);
                fill(bytes);
                elements.add(ByteBuffer.wrap(chunk, 0, bytes));
                wanted -= bytes;
            }
            if (left == 0) {
                requireEnd();
            }
            return elements.value(shape);
        }

        private void skipHeader() throws IOException {
            started = true;
            for (int bytes = header.bytes(); bytes > 0; bytes -= Math.min(bytes, CHUNK)) {
                fill(Math.min(bytes, CHUNK));
            }
        }

        private void fill(int bytes) throws IOException {
            if (in.readNBytes(chunk, 0, bytes) < bytes) {
                throw NpyHeader.cutShort();
            }
        }

        /** What an archive declares of an entry need not be so. */
        private void requireEnd() throws IOException {
            if (source.checksum().isEmpty()) {
                return;
            }
            if (in.read() >= 0) {
                throw Problem.of("it goes on after its last element").remedy("Write it again with numpy.savez.");
            }
            if (in.getChecksum().getValue() != source.checksum().getAsLong()) {
                throw Problem.of("it is damaged: its checksum is another one").remedy("Write or copy it again.");
            }
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException e) {
                throw unreadable(file, name, e);
            }
        }
    }
}
