package dev.halfstep.keras;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfstep.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever the bytes, reading ends in a model or in a problem, also on a machine that has much else to do. */
@Timeout(600)
class HostileFilesTest {

    private static final int SEEDS = 400;

    private static void assertRefused(byte[] bytes, String text) {
        assertThatThrownBy(() -> Changed.read(bytes)).isInstanceOf(Problem.class).hasMessageContaining(text);
    }

    @Test
    void damagedFilesAreModelsOrProblems() {
        for (long seed = 0; seed < SEEDS; seed++) {
            byte[] bytes = HostileModels.of(seed);
            assertThatCode(() -> Fuzz.read(bytes, false)).as("seed %d", seed).doesNotThrowAnyException();
        }
    }

    @Test
    void filesThatEndEarlyAreProblems() {
        for (String name : new String[] {"dense", "nested_h5"}) {
            byte[] whole = Archive.named("layers.zip", name).bytes();
            for (int length = 0; length < whole.length; length += 211) {
                assertThat(Fuzz.read(Arrays.copyOf(whole, length), false)).as("%d bytes", length).isFalse();
            }
        }
    }

    @Test
    void archivesThatGrowOutOfProportionAreRefused() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(Changed.CONFIG));
            zip.write(Objects.requireNonNull(Changed.parts("dense").get(Changed.CONFIG)));
            zip.putNextEntry(new ZipEntry(Changed.WEIGHTS));
            var zeros = new byte[1 << 20];
            for (int i = 0; i < 100; i++) {
                zip.write(zeros);
            }
        }
        assertRefused(bytes.toByteArray(), "it would grow from");
    }

    @Test
    void partsOfAnArchiveAreChecked() {
        byte[] sound = HostileModels.zip(Changed.parts("dense"));
        // From the end: how many entries, how long the directory is, where it is, no comment.
        int directory = ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).getInt(sound.length - 6);
        assertRefused(changed(sound, directory + 8, 1), "metadata.json: it is encrypted");
        assertRefused(changed(sound, directory + 10, 99), "compressed in a way that is not read (99)");
        assertRefused(changed(sound, directory + 16, sound[directory + 16] + 1), "the zip archive is damaged");
        assertRefused(changed(sound, directory + 45, 0x7f), "beyond the end");
        assertRefused(changed(sound, directory, 0), "its directory");
        assertRefused(changed(sound, sound.length - 3, 0x7f), "beyond the end");
    }

    private static byte[] changed(byte[] sound, int at, int value) {
        byte[] bytes = sound.clone();
        bytes[at] = (byte) value;
        return bytes;
    }

    @Test
    void deepConfigurationsAreRefused() {
        Map<String, byte[]> parts = Changed.parts("dense");
        String deep = "{\"class_name\": " + "[".repeat(200_000);
        parts.put(Changed.CONFIG, deep.getBytes(UTF_8));
        assertRefused(HostileModels.zip(parts), "not JSON as Keras writes it");
    }

    @Test
    void modelsWithinModelsThatWouldBeAnyNumberOfLayersAreRefused() {
        String inner = sequential("leaf", "");
        for (int level = 0; level < 14; level++) {
            // Each calls the one within it twice.
            inner = functional("model" + level, inner, level == 0 ? "leaf" : "model" + (level - 1));
        }
        Map<String, byte[]> parts = Changed.parts("dense");
        String config = inner;
        parts.put(Changed.CONFIG, config.getBytes(UTF_8));
        assertRefused(HostileModels.zip(parts), "calls its layers more than");
    }

    private static String sequential(String name, String calls) {
        return "{\"class_name\": \"Sequential\", \"config\": {\"name\": \"" + name + "\", \"layers\": ["
                + "{\"class_name\": \"ReLU\", \"config\": {\"name\": \"r\", \"trainable\": true}}]}, \"inbound_nodes\": ["
                + calls + "]}";
    }

    private static String functional(String name, String inner, String innerName) {
        String input = "{\"class_name\": \"InputLayer\", \"config\": {\"name\": \"in\", \"batch_shape\": [null, 3]}}";
        String calls = "[[[\"in\", 0, 0, {}]], [[\"" + innerName + "\", 0, 0, {}]]]";
        String called = inner.contains("\"inbound_nodes\": []")
                ? inner.substring(0, inner.lastIndexOf("\"inbound_nodes\": []")) + "\"inbound_nodes\": " + calls + "}"
                : inner.substring(0, inner.length() - 1) + ", \"inbound_nodes\": " + calls + "}";
        return "{\"class_name\": \"Functional\", \"config\": {\"name\": \"" + name + "\", \"layers\": [" + input + ", "
                + called + "], \"input_layers\": [[\"in\", 0, 0]], \"output_layers\": [[\"" + innerName
                + "\", 1, 0]]}}";
    }

    @Test
    void circlesOfCallsAreRefused() {
        byte[] bytes = Changed.config("several",
                config -> config.replaceAll("\"keras_history\": \\[\"input_layer[^\"]*\"",
                        "\"keras_history\": [\"first\""));
        assertRefused(bytes, "of the layer");
    }
}
