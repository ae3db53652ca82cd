package dev.halfstep.tensor.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.fixture.Allocation;
import dev.halfstep.fixture.Raw;
import dev.halfstep.fixture.Resources;
import dev.halfstep.fixture.Seeds;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives of arrays; those that are read here were written by NumPy, see {@code numpy/README.md} among the test resources. */
class NpzTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"stored", "deflated"})
    void readsNumpysArchives(String name) {
        List<StoredArray> arrays = Npz.arrays(Resources.path("numpy/" + name + ".npz"));
        assertThat(arrays).extracting(StoredArray::name).containsExactly("x", "ids", "half");
        for (int pass = 0; pass < 2; pass++) {
            assertThat(arrays.get(0).read()).isEqualTo(Tensor.of(Shape.of(2, 3), 0, 1, -2, 3.5f, 0.001f, 100));
            assertThat(Raw.codes(arrays.get(1).read())).containsExactly(7, 8);
            assertThat(arrays.get(2).read()).isEqualTo(Tensor.of(Shape.of(2), 1.5f, -2));
        }
    }

    @Test
    void namesPositions() {
        assertThat(Npz.arrays(Resources.path("numpy/positions.npz"))).extracting(StoredArray::name)
                .containsExactly("arr_0", "arr_1");
    }

    @Test
    void writesWhatItReads() throws IOException {
        Map<String, Value> arrays = new LinkedHashMap<>();
        arrays.put("scores/logits:0", Tensor.of(Shape.of(2, 1), 1, 2));
        arrays.put("index", Codes.int32(Shape.of(), new int[] {3}, null));
        Path file = folder.resolve("a.npz");
        Npz.write(file, arrays);
        List<StoredArray> read = Npz.arrays(file);
        assertThat(read).extracting(StoredArray::name).containsExactlyElementsOf(arrays.keySet());
        assertThat(read).extracting(StoredArray::read).containsExactlyElementsOf(arrays.values());
        byte[] first = Files.readAllBytes(file);
        Npz.write(file, arrays);
        assertThat(file).hasBinaryContent(first);
    }

    @Test
    void saysWhatIsNoArchiveOfArrays() throws IOException {
        assertRefused(Files.writeString(folder.resolve("a.npz"), "no archive"), "this is no archive that can be read");
        assertRefused(zip("readme.txt", new byte[3]), "the archive holds no arrays");
        assertRefused(zip("x.npy", new byte[3]), "array 'x': this is not a .npy file");
        assertRefused(folder.resolve("nothing.npz"), "there is no such file");
    }

    private Path zip(String name, byte[] contents) throws IOException {
        Path file = folder.resolve("a.npz");
        try (var out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new ZipEntry(name));
            out.write(contents);
        }
        return file;
    }

    /** 100 MB that take 100 KB in the archive: its shape is known and a block can be read without the rest. */
    @Test
    void aBombTakesNoMemory() throws IOException {
        Path file = bomb(25_000_000);
        long allocated = Allocation.of(() -> {
            StoredArray array = Npz.arrays(file).getFirst();
            assertThat(array.shape()).isEqualTo(Shape.of(25_000_000));
            try (StoredArray.Reader reader = array.open()) {
                assertThat(reader.next(Shape.of(1000)).shape()).isEqualTo(Shape.of(1000));
            }
        });
        assertThat(allocated).isLessThan(4 << 20);
    }

    /** An archive that declares less than it holds, and a header that declares more than the archive. */
    @Test
    void declaredSizesMustAgree() throws IOException {
        Path file = bomb(1000);
        byte[] whole = Files.readAllBytes(file);
        assertRefused(zip("x.npy", Arrays.copyOf(header(5000), 300)), "do not fill the shape [5000] of f4");
        Seeds.forEach(300, random -> {
            byte[] damaged = whole.clone();
            for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            readOrRefused(file, damaged);
        });
        for (int length = 0; length < whole.length; length += 7) {
            readOrRefused(file, Arrays.copyOf(whole, length));
        }
    }

    private static void readOrRefused(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
            Npz.arrays(file).forEach(array -> assertThat(array.read().shape().elements()).isLessThan(5000));
        } catch (Problem problem) {
            assertThat(problem.places()).contains(file.toString());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Path bomb(int elements) throws IOException {
        Path file = folder.resolve("bomb.npz");
        try (var out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new ZipEntry("x.npy"));
            out.write(header(elements));
            writeZeros(out, 4L * elements);
        }
        return file;
    }

    private static void writeZeros(OutputStream out, long bytes) throws IOException {
        var zeros = new byte[1 << 16];
        for (long left = bytes; left > 0; left -= zeros.length) {
            out.write(zeros, 0, (int) Math.min(left, zeros.length));
        }
    }

    private static byte[] header(int elements) {
        String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + elements + ",), }\n";
        byte[] header = Arrays.copyOf(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length(), 0},
                10 + text.length());
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, header, 10, text.length());
        return header;
    }

    private static void assertRefused(Path file, String what) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Npz.arrays(file)).withMessageContaining(what)
                .satisfies(problem -> assertThat(problem.places()).contains(file.toString()));
    }
}
