package dev.halfstep.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.Shared;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Node;
import dev.halfstep.quantize.Plan;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Quantization;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.TensorInfo;
import dev.halfstep.tensor.npy.Npy;
import dev.halfstep.tflite.TfliteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recipe {@code tensorflow} makes of a float network what TensorFlow's converter makes of it: ops, scales, codes. */
@Tag("golden") // with each set of kernels
class ConvertedOpsTest {

    private static final Path FOLDER = Shared.reference("ops");
    private static final String FLOAT = ".float32.tflite";
    /** Some units in the last place: ranges depend on the order in which the converter's kernels add. */
    private static final double SCALE_TOLERANCE = 1e-6;

    static Stream<String> files() throws IOException {
        try (Stream<Path> paths = Files.list(FOLDER)) {
            return paths.map(p -> p.getFileName().toString())
                    .filter(name -> name.endsWith(".tflite") && !name.endsWith(FLOAT)).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void quantizesAsTensorFlowDoes(String file) {
        String network = file.substring(0, file.indexOf('.'));
        String kind = file.substring(network.length() + 1, file.length() - ".tflite".length());
        Graph expected = TfliteReader.read(FOLDER.resolve(file));
        Graph real = Quantizer.floatNetwork(TfliteReader.read(FOLDER.resolve(network + FLOAT)));
        Precision precision = Precision.of(kind.replace('_', '-'));
        DType edge = expected.inputTensors().getFirst().dtype();
        Plan plan = Quantizer.plan(real, precision, edge, Recipe.TENSORFLOW,
                (Tensor) Npy.read(FOLDER.resolve(network + ".calibration.npy")));
        assertThat(differences(Quantizer.apply(real, plan), expected)).isEmpty();
    }

    private static List<String> differences(Graph ours, Graph theirs) {
        List<Node> mine = computing(ours);
        List<Node> wanted = computing(theirs);
        List<String> names = mine.stream().map(n -> n.op().name()).toList();
        List<String> expected = wanted.stream().map(n -> n.op().name()).toList();
        if (!names.equals(expected)) {
            return List.of("ops " + names + ", not " + expected);
        }
        var differences = new ArrayList<String>();
        for (int n = 0; n < mine.size(); n++) {
            Node a = mine.get(n);
            Node b = wanted.get(n);
            String place = n + " " + a.op().name();
            if (!a.op().equals(b.op())) {
                differences.add(place + ": " + a.op() + ", not " + b.op());
            }
            for (int i = 0; i < b.inputs().size(); i++) {
                if (b.input(i) != Node.ABSENT && !isSharedBias(theirs, b.input(i))) {
                    difference(ours.tensor(a.input(i)), theirs.tensor(b.input(i)))
                            .map(text -> place + " input " + text).ifPresent(differences::add);
                }
            }
            difference(ours.tensor(a.output()), theirs.tensor(b.output())).map(text -> place + " output " + text)
                    .ifPresent(differences::add);
        }
        return differences;
    }

    /**
     * A bias that layers share stands in the converter's int16 files once, in the scale of the first of them, and is wrong for the
     * others. Ours has one for each.
     */
    private static boolean isSharedBias(Graph graph, int tensor) {
        long readers = graph.nodes().stream().filter(n -> n.inputs().contains(tensor)).count();
        return readers > 1 && graph.tensor(tensor).dtype() == DType.INT64;
    }

    /** All nodes but those that widen constants. */
    private static List<Node> computing(Graph graph) {
        return graph.nodes().stream().filter(n -> !graph.tensor(n.input(0)).isConstant()).toList();
    }

    private static Optional<String> difference(TensorInfo ours, TensorInfo theirs) {
        String name = theirs.name();
        if (ours.dtype() != theirs.dtype()) {
            return Optional.of(name + ": " + ours.dtype() + ", not " + theirs.dtype());
        }
        if (ours.quantization().isPresent() != theirs.quantization().isPresent()) {
            return Optional.of(name + ": " + ours.quantization() + ", not " + theirs.quantization());
        }
        if (theirs.quantization().isPresent()) {
            Quantization a = ours.quantization().get();
            Quantization b = theirs.quantization().get();
            if (a.channels() != b.channels() || !Arrays.equals(a.zeroPoints(), b.zeroPoints())) {
                return Optional.of(name + ": " + a + ", not " + b);
            }
            for (int c = 0; c < b.channels(); c++) {
                if (Math.abs(a.scale(c) - b.scale(c)) > SCALE_TOLERANCE * b.scale(c)) {
                    return Optional.of(name + ": scale " + a.scale(c) + ", not " + b.scale(c));
                }
            }
        }
        if (theirs.constant().isPresent() && theirs.constant().get() instanceof Codes codes) {
            Codes own = (Codes) ours.constant().orElseThrow();
            for (int i = 0; i < codes.shape().elements(); i++) {
                if (own.rawCode(i) != codes.rawCode(i)) {
                    return Optional.of(name + ": code " + own.rawCode(i) + ", not " + codes.rawCode(i));
                }
            }
        }
        return Optional.empty();
    }
}
