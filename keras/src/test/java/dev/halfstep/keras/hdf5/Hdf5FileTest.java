package dev.halfstep.keras.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfstep.keras.Archive;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Tensor;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of h5py beside jHDF, which reads them, too. */
class Hdf5FileTest {

    private static byte[] bytes(String name) {
        return Archive.named("hdf5.zip", name).bytes();
    }

    static Stream<Archive.Case> models() {
        return Stream.of("layers.zip", "old.zip").flatMap(zip -> Archive.cases(zip).stream())
                .filter(each -> each.file().endsWith(".h5"));
    }

    @ParameterizedTest
    @MethodSource("models")
    void modelsHaveTheNumbersThatJhdfReads(Archive.Case each) {
        assertSame(each.bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"numbers", "numbers_latest", "numbers_block", "many"})
    void allTypesHaveTheNumbersThatJhdfReads(String name) {
        assertThat(assertSame(bytes(name))).isGreaterThan(10);
    }

    /** How many datasets there are. */
    private static int assertSame(byte[] bytes) {
        Map<String, Tensor> datasets = Hdf5Walk.datasets(bytes);
        HdfFile judge = HdfFile.fromBytes(bytes);
        assertThat(datasets.keySet()).containsExactlyInAnyOrderElementsOf(paths(judge));
        datasets.forEach((path, tensor) -> {
            Dataset dataset = judge.getDatasetByPath(path);
            assertThat(tensor.shape().toArray()).as(path).isEqualTo(dataset.getDimensions());
            var values = new ArrayList<Float>();
            if (tensor.values().length > 0) {
                flatten(dataset.getData(), values);
            }
            assertThat(tensor.values()).as(path).hasSize(values.size()).containsExactly(
                    values.toArray(Float[]::new));
        });
        return datasets.size();
    }

    private static List<String> paths(Group group) {
        var paths = new ArrayList<String>();
        for (Node child : group) {
            if (child instanceof Group inner) {
                paths.addAll(paths(inner));
            } else {
                paths.add(child.getPath());
            }
        }
        return paths;
    }

    private static void flatten(Object value, List<Float> to) {
        if (value instanceof Number number) {
            to.add(number.floatValue());
        } else {
            for (int i = 0; i < Array.getLength(value); i++) {
                flatten(Array.get(value, i), to);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"numbers", "numbers_latest", "numbers_block"})
    void attributesAreTexts(String name) {
        Hdf5File file = Hdf5File.of(bytes(name));
        assertThat(file.root().texts("model_config")).contains(List.of("{\"text\": \"ü\"}"));
        assertThat(file.root().texts("other")).isEmpty();
        Hdf5Object group = file.find("group").orElseThrow();
        assertThat(group.texts("weight_names")).contains(List.of("a", "bcd"));
        assertThat(group.texts("layer_names")).contains(List.of("one", "zwölf"));
        assertThat(file.find("group/none")).isEmpty();
    }

    @Test
    void manyTextsAreFound() {
        List<String> names = Hdf5File.of(bytes("many")).find("group").orElseThrow().texts("weight_names").orElseThrow();
        assertThat(names).hasSize(500).startsWith("name 0").endsWith("name 499");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"linked | soft | link to elsewhere", "linked | external | link to elsewhere",
            "linked_latest | external | link to elsewhere", "elsewhere | external | values in other files",
            "chunked | d | stored in chunks", "compressed | d | compressed", "big_endian | d | big-endian",
            "never_written | d | never written", "compound | d | no numbers", "text | d | texts",
            "truth | d | no numbers",
            "many_latest | group/000 | newer versions of HDF5"})
    void whatIsNotReadIsSaid(String name, String path, String message) {
        Hdf5File file = Hdf5File.of(bytes(name));
        assertThatThrownBy(() -> file.find(path).orElseThrow().values()).isInstanceOf(Problem.class)
                .hasMessageContaining(message);
    }

    @Test
    void groupsWithinThemselvesDoNotHang() {
        Hdf5File file = Hdf5File.of(bytes("loop"));
        assertThat(file.find("a/a/a/a/b").orElseThrow().values().values()).containsExactly(1, 1);
        assertThat(Hdf5Walk.all(bytes("loop"))).isFalse();
    }

    /** Each of fourteen nodes has the next one for all its branches: as many leaves as a billion files have. */
    @Test
    void treesWhoseBranchesAreOneAreRefused() {
        byte[] bytes = bushy(bytes("numbers"), 14, 32);
        assertThatThrownBy(() -> Hdf5File.of(bytes).find("group")).isInstanceOf(Problem.class)
                .hasMessageContaining("round in circles");
    }

    /** A file whose root has another tree before its own. */
    private static byte[] bushy(byte[] sound, int levels, int branches) {
        int size = 24 + branches * 16 + 8;
        int start = Math.ceilDiv(sound.length, 8) * 8;
        ByteBuffer bytes = ByteBuffer.allocate(start + levels * size).order(ByteOrder.LITTLE_ENDIAN).put(sound);
        int tree = new String(sound, StandardCharsets.ISO_8859_1).indexOf("TREE");
        for (int at = 0; at < sound.length - 8; at += 4) {
            if (bytes.getLong(at) == tree) {
                bytes.putLong(at, start);
            }
        }
        for (int level = 0; level < levels; level++) {
            int node = start + level * size;
            bytes.position(node).put("TREE".getBytes(StandardCharsets.ISO_8859_1)).put((byte) 0)
                    .put((byte) (levels - 1 - level)).putShort((short) branches).putLong(-1).putLong(-1);
            for (int branch = 0; branch < branches; branch++) {
                bytes.putLong(0).putLong(level + 1 < levels ? node + size : tree);
            }
        }
        return bytes.array();
    }

    /** Parts that are looked at again and again. */
    @Test
    void moreThanTheFileHoldsIsNotRead() {
        var contents = new Contents(new byte[100_000]);
        assertThatThrownBy(() -> {
            for (int i = 0; i < 20; i++) {
                contents.at(i, 90_000);
            }
        }).isInstanceOf(Problem.class).hasMessageContaining("round in circles");
    }

    @Test
    void filesThatEndEarlyAreRefused() {
        byte[] whole = bytes("numbers");
        for (int length = 0; length < whole.length; length += length < 2000 ? 1 : 97) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThat(Hdf5Walk.all(part)).as("%d bytes", length).isFalse();
        }
    }
}
