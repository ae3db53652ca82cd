package dev.halfstep.tensor.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.fixture.Raw;
import dev.halfstep.fixture.Resources;
import dev.halfstep.fixture.Rows;
import dev.halfstep.fixture.Seeds;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files read here were written by NumPy; see {@code numpy/README.md} among the test resources. */
class NpyTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float64", "version2", "version3", "fortran", "bigendian"})
    void readsRealNumbers(String name) {
        assertThat(numpy(name)).isEqualTo(Tensor.of(Shape.of(2, 3), 0, 1, -2, 3.5f, 0.001f, 100));
    }

    @ParameterizedTest
    @EnumSource(names = {"INT8", "UINT8", "INT16", "INT32", "INT64"})
    void readsIntegers(DType dtype) {
        Value value = numpy(dtype.label());
        assertThat(value.dtype()).isEqualTo(dtype);
        assertThat(value.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(Raw.codes(value)).containsExactly(dtype.min(), 0, 1, 2, 3, dtype.max());
    }

    /** Integers without a sign become the next wider type that holds them all. */
    @ParameterizedTest
    @CsvSource({"uint16, INT32, 65535", "uint32, INT64, 4294967295", "uint64, INT64, 9223372036854775807"})
    void readsIntegersWithoutASign(String name, DType dtype, long largest) {
        assertThat(numpy(name).dtype()).isEqualTo(dtype);
        assertThat(Raw.codes(numpy(name))).containsExactly(0, 1, 2, 3, 4, largest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"i2", "i4", "i8", "u2", "u4", "u8"})
    void readsBigEndianIntegers(String type) {
        assertThat(Raw.codes(numpy("big" + type))).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f2", "f4", "f8"})
    void readsBigEndianRealNumbers(String type) {
        assertThat(numpy("big" + type)).isEqualTo(Tensor.of(Shape.of(2, 3), 0, 1, 2, 3, 4, 5));
    }

    @Test
    void readsTruthValues() {
        assertThat(Raw.codes(numpy("bool"))).containsExactly(1, 0);
    }

    @Test
    void readsShapesThatPython2Wrote() {
        assertThat(numpy("python2").shape()).isEqualTo(Shape.of(2, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fortran4", "fortran4big"})
    void readsFortranOrderOfManyAxes(String name) {
        assertThat(numpy(name).shape()).isEqualTo(Shape.of(2, 3, 4, 5));
        assertThat(Raw.codes(numpy(name))).isEqualTo(Raw.codes(numpy("corder4")));
    }

    @Test
    void readsFortranOrderOfRealNumbers() {
        long[] expected = Raw.codes(numpy("corder4"));
        float[] values = ((Tensor) numpy("fortran4float")).values();
        assertThat(values).hasSize(expected.length);
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).isEqualTo((float) expected[i]);
        }
    }

    @Test
    void readsHalves() {
        assertThat(numpy("float16").dtype()).isEqualTo(DType.FLOAT32);
        assertThat(((Tensor) numpy("float16")).values()).containsOnly(0);
    }

    @Test
    void readsEveryRank() {
        assertThat(numpy("scalar")).isEqualTo(Tensor.of(Shape.of(), 7));
        assertThat(numpy("vector")).isEqualTo(Tensor.of(Shape.of(4), 0, 1, 2, 3));
        assertThat(numpy("empty")).isEqualTo(Tensor.of(Shape.of(0, 3)));
    }

    @ParameterizedTest
    @CsvSource({"object, header is not understood", "structured, header is not understood",
            "text, header is not understood", "complex64, c8' is not supported", "longdouble, f16' is not supported",
            "uint64large, the integer 9223372036854775808 is larger than an int64 holds"})
    void saysWhatItDoesNotRead(String name, String what) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> numpy(name)).withMessageContaining(what)
                .satisfies(problem -> assertThat(problem.remedy()).isPresent())
                .satisfies(problem -> assertThat(problem.places()).containsExactly(path(name).toString()));
    }

    @ParameterizedTest
    @EnumSource(names = {"INT8", "UINT8", "INT16", "INT32", "INT64"})
    void writesIntegersAsTheyAre(DType dtype) throws IOException {
        assertThat(Npy.toBytes(numpy(dtype.label()))).isEqualTo(Files.readAllBytes(path(dtype.label())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "vector", "empty", "scalar"})
    void writesWhatNumpyWrites(String name) throws IOException {
        assertThat(Npy.toBytes(numpy(name))).isEqualTo(Files.readAllBytes(path(name)));
    }

    /** The header is padded to whole lines of 64 bytes: shapes of every length must come out readable. */
    @Test
    void roundTripsShapesOfEveryLength() {
        Seeds.forEach(100, random -> {
            int[] extents = new int[1 + random.nextInt(20)];
            Arrays.fill(extents, 1);
            extents[0] = 1 + random.nextInt(200_000);
            Tensor rows = Tensor.of(Shape.of(extents), Rows.normal(1, extents[0], 1).values());
            assertThat(Npy.fromBytes(Npy.toBytes(rows))).isEqualTo(rows);
        });
    }

    @Test
    void writesAndReadsFiles() {
        Path file = folder.resolve("a.npy");
        Npy.write(file, numpy("uint8"));
        assertThat(Npy.read(file)).isEqualTo(numpy("uint8"));
    }

    @Test
    void everyTruncationIsAProblem() throws IOException {
        byte[] whole = Files.readAllBytes(path("float32"));
        for (int length = 0; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length), "");
        }
    }

    @Test
    void trailingBytesAreAProblem() throws IOException {
        byte[] whole = Files.readAllBytes(path("float32"));
        assertRefused(Arrays.copyOf(whole, whole.length + 1), "25 bytes do not fill the shape [2, 3] of f4");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"(2147483647, 2147483647)|more elements than can be held",
            "(99999999999,)|the extent '99999999999'", "(-1, 3)|the extent '-1'", "(2, x)|the extent 'x'",
            "(3000000,)|do not fill the shape", "2|header is not understood"})
    void impossibleShapesAreAProblem(String shape, String what) {
        assertRefused(withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }"), what);
    }

    @Test
    void oddElementSizesAreAProblem() {
        assertRefused(withHeader("{'descr': '<f99999999999', 'fortran_order': False, 'shape': (0,), }"),
                "not understood");
        assertRefused(withHeader("{'descr': '<f0', 'fortran_order': False, 'shape': (0,), }"), "'f0' is not supported");
    }

    @Test
    void unknownVersionIsAProblem() {
        byte[] file = withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (0,), }");
        file[6] = 9;
        assertRefused(file, "version 9");
    }

    /** The header is searched with patterns, which a long one could keep busy for hours. */
    @Test
    void hugeHeadersAreAProblem() {
        assertRefused(withHeader("'shape':(".repeat(5000)), "its header has 45000 bytes");
    }

    private static byte[] withHeader(String header) {
        byte[] file = Arrays.copyOf(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(),
                (byte) (header.length() >> 8)}, 10 + header.length());
        System.arraycopy(header.getBytes(StandardCharsets.US_ASCII), 0, file, 10, header.length());
        return file;
    }

    private static void assertRefused(byte[] bytes, String what) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> Npy.fromBytes(bytes)).withMessageContaining(what);
    }

    /** Whatever a file holds, it is an array or a Problem. */
    @ParameterizedTest
    @ValueSource(strings = {"int16", "fortran4float"})
    void damagedFilesAreReadOrRefused(String name) throws IOException {
        byte[] whole = Files.readAllBytes(path(name));
        Seeds.forEach(5000, random -> {
            byte[] damaged = whole.clone();
            for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(Npy.fromBytes(damaged).shape().elements()).isLessThan(damaged.length);
            } catch (Problem problem) {
                assertThat(problem.what()).isNotEmpty();
            }
        });
    }

    private static Value numpy(String name) {
        return Npy.read(path(name));
    }

    private static Path path(String name) {
        return Resources.path("numpy/" + name + ".npy");
    }
}
