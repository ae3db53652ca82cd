package dev.halfstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.Shared;
import dev.halfstep.c.ExportOptions;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.Program;
import dev.halfstep.lower.Dense.CodedDense;
import dev.halfstep.lower.LoweredDense;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.model.ModelFile;
import dev.halfstep.reference.Insurance;
import dev.halfstep.table.NumericColumn;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Value;
import dev.halfstep.tensor.npy.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dense layers that round twice, as TensorFlow Lite Micro does by default. A build of it (commit 90b983c2, without
 * {@code TFLITE_SINGLE_ROUNDING}) gave other codes than TensorFlow Lite on a desktop for 7,221 of the 20,480 values of anomaly
 * detection, by up to 3 codes.
 */
class TflmRoundingTest {

    @TempDir
    private static Path folder;

    private static CModel model(Path file) throws IOException {
        CCompiler.assumeInstalled("gcc");
        return CModel.of(ModelFile.read(file), ExportOptions.named(CModel.NAME).withTflmRounding(true),
                Files.createTempDirectory(folder, "c"));
    }

    /** Two roundings for each layer, in Java. */
    private static byte[] roundedTwice(Path file, byte[] inputs) {
        Program program = Program.of(ModelFile.read(file).graph());
        byte[] codes = inputs;
        for (Program.Step step : program.steps()) {
            codes = layer((CodedDense) ((LoweredDense) step.lowered()).layer(), codes);
        }
        return codes;
    }

    private static byte[] layer(CodedDense dense, byte[] in) {
        int rows = in.length / dense.inputs();
        var out = new byte[rows * dense.outputs()];
        for (int row = 0; row < rows; row++) {
            for (int o = 0; o < dense.outputs(); o++) {
                int sum = (int) dense.bias(o);
                for (int i = 0; i < dense.inputs(); i++) {
                    sum += dense.weight(o * dense.inputs() + i)
                            * (in[row * dense.inputs() + i] - dense.inputZeroPoint());
                }
                int scaled = FixedPoint.multiply(sum, Multiplier.of(dense.scales()[o])) + dense.outputZeroPoint();
                out[row * dense.outputs() + o] = (byte) Math.clamp(scaled, dense.min(), dense.max());
            }
        }
        return out;
    }

    @Test
    void insuranceRoundsTwice() throws IOException {
        Path file = Shared.reference("insurance-64-seed0").resolve("full_int8.tflite");
        CModel model = model(file);
        byte[] inputs = model.inputs(10_000, 3);
        byte[] given = model.outputs(inputs, "gcc", "-O2");
        assertThat(given).isEqualTo(roundedTwice(file, inputs)).isNotEqualTo(model.expected(inputs));
    }

    /** Of the 268 rows that the networks were tested on; what TensorFlow Lite gives on a desktop stands beside them. */
    @TestFactory
    Stream<DynamicTest> insuranceRowsDifferHardly() {
        return Shared.tests(Insurance.TABLE, table -> {
            var insurance = new Insurance(table);
            return Map.of("insurance-64-seed0", 4, "insurance-64-seed1", 1, "insurance-128x64-seed0", 2).entrySet()
                    .stream()
                    .flatMap(network -> Stream.of("full_int8", "full_uint8").map(file -> DynamicTest.dynamicTest(
                            network.getKey() + " " + file,
                            () -> assertThat(otherRows(insurance, network.getKey(), file))
                                    .isEqualTo(network.getValue()))));
        });
    }

    private static int otherRows(Insurance insurance, String network, String name) throws IOException {
        Path file = Shared.reference(network).resolve(name + ".tflite");
        CModel model = model(file);
        Graph graph = ModelFile.read(file).graph();
        Value coded = Interface.of(graph).inputs().getFirst().encode(insurance.inputs(insurance.testRows()));
        byte[] given = model.outputs(((Codes) coded).rawBytes(), "gcc", "-O2");
        var codes = (NumericColumn) TableReader
                .read(Shared.reference(network).resolve("predictions.csv"), ReadOptions.defaults())
                .column(name + "_code");
        assertThat(given).hasSize(268);
        return (int) IntStream.range(0, given.length).filter(row -> given[row] != (byte) codes.value(row)).count();
    }

    @Test
    void anomalyDetectionDiffersWhereTflmDoes() throws IOException {
        Path file = Shared.file("reference/models/ad01_int8.tflite");
        CModel model = model(file);
        byte[] inputs = ((Codes) Npy.read(Shared.file("reference/models/ad01_int8.input.npy"))).rawBytes();
        byte[] given = model.outputs(inputs, "gcc", "-O2");
        byte[] expected = model.expected(inputs);
        assertThat(given).isEqualTo(roundedTwice(file, inputs));
        int other = 0;
        int furthest = 0;
        for (int i = 0; i < given.length; i++) {
            other += given[i] == expected[i] ? 0 : 1;
            furthest = Math.max(furthest, Math.abs(given[i] - expected[i]));
        }
        assertThat(given).hasSize(20_480);
        assertThat(other).isEqualTo(7_221);
        assertThat(furthest).isEqualTo(3);
    }
}
