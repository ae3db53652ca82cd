package dev.halfstep.tensor.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.fixture.Allocation;
import dev.halfstep.fixture.Resources;
import dev.halfstep.fixture.Rows;
import dev.halfstep.fixture.Seeds;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrays that are read in parts. */
class StoredArrayTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"float16", "float32", "float64", "int8", "uint8", "int16", "int32", "int64", "scalar",
            "empty", "version2", "version3", "fortran", "bigendian", "uint16", "uint32", "uint64", "bool", "fortran4",
            "fortran4big", "fortran4float"})
    void readsWhatNpyReads(String name) {
        Path file = Resources.path("numpy/" + name + ".npy");
        StoredArray array = StoredArray.of(file);
        assertThat(array.read()).isEqualTo(Npy.read(file));
        assertThat(array.shape()).isEqualTo(Npy.read(file).shape());
        assertThat(array.dtype()).isEqualTo(Npy.read(file).dtype());
    }

    /** Rows of any size, in blocks of any size, larger and smaller than what is read at once. */
    @Test
    void readsBlocksInOrderAndAgain() {
        Seeds.forEach(20, random -> {
            int width = 1 + random.nextInt(30_000);
            Tensor rows = Rows.normal(random.nextLong(), 1 + random.nextInt(9), width);
            Path file = folder.resolve("rows.npy");
            Npy.write(file, rows);
            StoredArray array = StoredArray.of(file);
            for (int pass = 0; pass < 2; pass++) {
                try (StoredArray.Reader reader = array.open()) {
                    for (int from = 0; from < rows.shape().extent(0);) {
                        int count = Math.min(1 + random.nextInt(4), rows.shape().extent(0) - from);
                        assertThat(reader.next(Shape.of(count, width)))
                                .isEqualTo(Rows.slice(rows, from, from + count));
                        from += count;
                    }
                }
            }
        });
    }

    @Test
    void readsBlocksOfFortranOrder() {
        Value whole = Npy.read(Resources.path("numpy/corder4.npy"));
        StoredArray array = StoredArray.of(Resources.path("numpy/fortran4.npy"));
        try (StoredArray.Reader reader = array.open()) {
            Shape row = Shape.of(1, 3, 4, 5);
            assertThat(reader.next(row)).isEqualTo(whole.slice(0, row));
            assertThat(reader.next(row)).isEqualTo(whole.slice(60, row));
        }
    }

    /** All of an array in Fortran order is needed for its first row. */
    @Test
    void fortranOrderHasToFit() throws IOException {
        byte[] header = new String(header("(100000, 4000)"), StandardCharsets.ISO_8859_1).replace("False", "True ")
                .getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(folder.resolve("sparse.npy"), header);
        try (var whole = new RandomAccessFile(file.toFile(), "rw")) {
            whole.setLength(header.length + 100_000L * 4000 * 4);
        }
        try (StoredArray.Reader reader = StoredArray.of(file).open()) {
            assertThatExceptionOfType(Problem.class).isThrownBy(() -> reader.next(Shape.of(1, 4000)))
                    .withMessageContaining(
                            "more than half of what the JVM may use. Save it with numpy.ascontiguousarray");
        }
    }

    /** 64 GB on paper, almost nothing on the disk. */
    @Test
    void memoryIsThatOfABlock() throws IOException {
        Path file = sparse("(4000000, 4000)", 4_000_000L * 4000 * 4);
        StoredArray array = StoredArray.of(file);
        assertThat(array.shape()).isEqualTo(Shape.of(4_000_000, 4000));
        long allocated = Allocation.of(() -> {
            try (StoredArray.Reader reader = array.open()) {
                for (int block = 0; block < 20; block++) {
                    assertThat(((Tensor) reader.next(Shape.of(10, 4000))).values()).hasSize(40_000);
                }
            }
        });
        assertThat(allocated).isLessThan(8 << 20);
        assertThatExceptionOfType(Problem.class).isThrownBy(array::read)
                .withMessageContaining("more elements than can be held");
    }

    private Path sparse(String shape, long bytes) throws IOException {
        byte[] header = header(shape);
        Path file = Files.write(folder.resolve("sparse.npy"), header);
        try (var whole = new RandomAccessFile(file.toFile(), "rw")) {
            whole.setLength(header.length + bytes);
        }
        return file;
    }

    private static byte[] header(String shape) {
        String text = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }\n";
        byte[] header = Arrays.copyOf(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length(), 0},
                10 + text.length());
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, header, 10, text.length());
        return header;
    }

    @Test
    void sizesAreHeldToTheFile() throws IOException {
        assertRefused(Files.write(folder.resolve("a.npy"), header("(2000000000, 2)")),
                "a.npy: 0 bytes do not fill the shape [2000000000, 2] of f4");
        assertRefused(Files.write(folder.resolve("a.npy"), header("(2147483647, 2147483647, 2147483647)")),
                "more elements than can be held");
        assertRefused(folder.resolve("nothing.npy"), "there is no such file");
        assertRefused(folder, "this is a directory");
    }

    @Test
    void everyTruncationIsAProblem() throws IOException {
        byte[] whole = Files.readAllBytes(Resources.path("numpy/float64.npy"));
        for (int length = 0; length < whole.length; length++) {
            assertRefused(Files.write(folder.resolve("cut.npy"), Arrays.copyOf(whole, length)), "cut.npy: ");
        }
    }

    @Test
    void aFileThatShrinksIsAProblem() throws IOException {
        Path file = folder.resolve("a.npy");
        Npy.write(file, Rows.normal(1, 100, 1000));
        StoredArray array = StoredArray.of(file);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 200_000));
        assertThatExceptionOfType(Problem.class).isThrownBy(array::read)
                .withMessage(file + ": the file is cut short. Write or copy it again.");
    }

    private static void assertRefused(Path file, String what) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> StoredArray.of(file)).withMessageContaining(what);
    }
}
