package dev.halfstep.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfstep.Shared;
import dev.halfstep.c.CExport;
import dev.halfstep.c.CLibrary;
import dev.halfstep.c.ExportOptions;
import dev.halfstep.c.size.RunCount;
import dev.halfstep.c.size.SizeMeter;
import dev.halfstep.c.size.SizeTarget;
import dev.halfstep.c.size.SizedModel;
import dev.halfstep.interpret.Program;
import dev.halfstep.lower.Dense.FloatDense;
import dev.halfstep.lower.LoweredDense;
import dev.halfstep.model.ModelFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes the table of peers of docs/device.md, as {@code target/peers.md}: the same networks by other tools that write C, measured alike.
 * These are not here: the property {@code halfstep.onnx2c} is the program of that name, {@code halfstep.emlearn} a clone, and
 * {@code halfstep.python} a Python that has NumPy.
 */
class PeersTest {

    private static final Map<SizeTarget, List<String>> TARGETS = new LinkedHashMap<>();

    static {
        TARGETS.put(SizeTarget.CORTEX_M3, List.of("-mcpu=cortex-m3", "-mthumb"));
        TARGETS.put(SizeTarget.CORTEX_M4F,
                List.of("-mcpu=cortex-m4", "-mthumb", "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16"));
    }

    private static final Pattern EMLEARN_HEADER = Pattern.compile("#include [<\"](eml_\\w+\\.h)[>\"]");

    @TempDir
    private static Path folder;

    private final StringBuilder table =
            new StringBuilder(
                    "| network | by | processor | flash | memory | instructions |\n|---|---|---|---|---|---|\n");

    /** C that runs a network. */
    private record Peer(String header, String source, SizedModel.Call call) {}

    @Test
    void areMeasured() throws IOException {
        Device.CORTEX_M3.assumeInstalled();
        Path onnx2c = property("halfstep.onnx2c");
        Path emlearn = property("halfstep.emlearn");
        network("insurance, 9-64-1", Shared.reference("insurance-64-seed0").resolve("float32.tflite"),
                Shared.reference("insurance-64-seed0").resolve("full_int8.tflite"), onnx2c, emlearn);
        network("hello_world", Shared.file("reference/models/hello_world_float.tflite"),
                Shared.file("reference/models/hello_world_int8.tflite"), onnx2c, emlearn);
        Path target = Files.createDirectories(Path.of("target")).resolve("peers.md");
        Files.writeString(target, table);
    }

    private static Path property(String name) {
        String value = System.getProperty(name, "");
        assumeTrue(!value.isEmpty(), () -> "skipped: the property " + name + " does not say where it is");
        return Path.of(value).toAbsolutePath();
    }

    private void network(String name, Path real, Path coded, Path onnx2c, Path emlearn) throws IOException {
        List<FloatDense> layers = Program.of(ModelFile.read(real).graph()).steps().stream()
                .map(step -> step.lowered()).filter(LoweredDense.class::isInstance)
                .map(step -> (FloatDense) ((LoweredDense) step).layer()).toList();
        int inputs = layers.getFirst().inputs();
        int outputs = layers.getLast().outputs();
        rows(name, "halfstep, int8", halfstep(coded, inputs, outputs));
        rows(name, "onnx2c, float", onnx2c(layers, inputs, outputs, onnx2c));
        rows(name, "emlearn, float", emlearn(layers, inputs, outputs, emlearn));
    }

    private static Peer halfstep(Path coded, int inputs, int outputs) {
        CLibrary library = CExport.of(ModelFile.read(coded), ExportOptions.named("peer"));
        String source = library.files().get("peer.c");
        return new Peer(library.files().get("peer.h"), source,
                call("int8_t", inputs, outputs, "peer_run(input, output, NULL);"));
    }

    private static Peer onnx2c(List<FloatDense> layers, int inputs, int outputs, Path program) throws IOException {
        Path own = Files.createTempDirectory(folder, "onnx2c");
        Files.write(own.resolve("network.onnx"), OnnxNetwork.bytes(layers));
        String source = printed(own, program.toString(), "network.onnx");
        return new Peer("#include <stddef.h>\n#include <stdint.h>\nvoid entry(const float input[1][" + inputs
                + "], float output[1][" + outputs + "]);\n", source,
                call("float", inputs, outputs, "entry((const float (*)[" + inputs + "])input, (float (*)[" + outputs
                        + "])output);"));
    }

    private static Peer emlearn(List<FloatDense> layers, int inputs, int outputs, Path clone) throws IOException {
        Path own = Files.createTempDirectory(folder, "emlearn");
        var script = new StringBuilder("import sys\nsys.path.insert(0, '" + clone
                + "')\nimport numpy\nfrom emlearn import net\nactivations = []\nweights = []\nbiases = []\n");
        for (FloatDense layer : layers) {
            script.append("activations.append('" + (layer.min() == 0 ? "relu" : "identity") + "')\nweights.append("
                    + "numpy.array(" + numbers(layer.weights()) + ").reshape((" + layer.outputs() + ", "
                    + layer.inputs()
                    + ")).T)\nbiases.append(" + numbers(layer.bias()) + ")\n");
        }
        script.append("print(net.c_generate_net_loadable(activations, weights, biases, 'peer'))\n");
        Files.writeString(own.resolve("write.py"), script);
        String source = withHeaders(printed(own, System.getProperty("halfstep.python", "python3"), "write.py"),
                clone.resolve("emlearn"), new HashSet<>());
        return new Peer("""
                #include <stddef.h>
                #include <stdint.h>
                int32_t peer_regress(const float *, int32_t, float *, int32_t);
                """, source,
                call("float", inputs, outputs, "peer_regress(input, " + inputs + ", output, " + outputs + ");"));
    }

    /** Source with the headers of emlearn in it, each once. */
    private static String withHeaders(String source, Path headers, Set<String> included) {
        return EMLEARN_HEADER.matcher(source).replaceAll(found -> {
            try {
                return included.add(found.group(1)) ? Matcher.quoteReplacement(
                        withHeaders(Files.readString(headers.resolve(found.group(1))), headers, included)) : "";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** What a program prints, without what it says of itself. */
    private static String printed(Path own, String... command) {
        return new String(CCompiler.filter(own, List.of(command), new byte[0]), StandardCharsets.UTF_8);
    }

    private static String numbers(float[] values) {
        var text = new ArrayList<String>();
        for (float value : values) {
            text.add(Float.toString(value));
        }
        return text.toString();
    }

    private static SizedModel.Call call(String type, int inputs, int outputs, String statement) {
        String fills = type.equals("float")
                ? "    { int i; for (i = 0; i < " + inputs + "; i++) { input[i] = (float)(i * 37 % 11) / 8; } }\n"
                : "    fill(input, sizeof input);\n";
        return new SizedModel.Call("static " + type + " input[" + inputs + "];\nstatic " + type + " output[" + outputs
                + "];\n", fills, statement);
    }

    private void rows(String name, String by, Peer peer) throws IOException {
        var meter = new SizeMeter(new SizedModel("peer", peer.header, peer.source, 0, 0, 1000, peer.call));
        for (SizeTarget target : TARGETS.keySet()) {
            RunCount run = meter.of(target).run();
            assertThat(run).isInstanceOf(RunCount.Counted.class);
            long[] with = linked(peer, target, true);
            long[] without = linked(peer, target, false);
            table.append(String.format(Locale.ROOT, "| %s | %s | %s | %,d | %,d | %,d |%n", name, by, target.label(),
                    with[0] - without[0], with[1] - without[1], ((RunCount.Counted) run).count()));
        }
    }

    /** Bytes of flash and of memory of a program that runs the network, with what it takes of libraries, or that does nothing. */
    private static long[] linked(Peer peer, SizeTarget target, boolean runs) throws IOException {
        Path own = Files.createTempDirectory(folder, "linked");
        Files.writeString(own.resolve("peer.h"), peer.header);
        Files.writeString(own.resolve("peer.c"), peer.source);
        Files.writeString(own.resolve("main.c"), "#include \"peer.h\"\n" + (runs ? peer.call.arrays() : "")
                + "int main(void)\n{\n" + (runs ? "    " + peer.call.statement() + "\n" : "") + "    return 0;\n}\n");
        CCompiler.run(own, CCompiler.command("arm-none-eabi-gcc", TARGETS.get(target), List.of("-std=gnu99", "-Os",
                "-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections", "-Wl,-e,main", "-nostartfiles", "peer.c",
                "main.c", "-lm", "-o", "program.elf")));
        Matcher sizes = Pattern.compile("(?m)^\\s*(\\d+)\\s+(\\d+)\\s+(\\d+)")
                .matcher(CCompiler.run(own, List.of("arm-none-eabi-size", "program.elf")));
        assertThat(sizes.find()).isTrue();
        long data = Long.parseLong(sizes.group(2));
        return new long[] {Long.parseLong(sizes.group(1)) + data, data + Long.parseLong(sizes.group(3))};
    }
}
