package dev.halfstep.tflite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfstep.fixture.RawValues;
import dev.halfstep.fixture.Resources;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.judge.Resolver;
import dev.halfstep.judge.TfliteJudge;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files with several networks, by TensorFlow Lite, which runs calls and loops as such: it must give what we give, for the file as it
 * is and for what we write of it.
 */
class SeveralNetworksInTfliteTest {

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> networksThatCallOthers() {
        assumeTrue(TfliteJudge.isAvailable(Resolver.REFERENCE), TfliteJudge.whyUnavailable());
        return CallingNetworks.all().entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> compare(entry.getKey(), entry.getValue())));
    }

    @TestFactory
    Stream<DynamicTest> networksOfSignatures() {
        assumeTrue(TfliteJudge.isAvailable(Resolver.REFERENCE), TfliteJudge.whyUnavailable());
        return Stream.of("double", "square").map(name -> DynamicTest.dynamicTest(name, () -> {
            Graph graph = TfliteReader.read(CallingNetworks.signatures(), name);
            compare(name, graph, TfliteWriter.toBytes(graph));
        }));
    }

    /** A recurrent layer as its converter left it: a loop over a sequence of fixed length. */
    @TestFactory
    Stream<DynamicTest> convertedLoops() {
        assumeTrue(TfliteJudge.isAvailable(Resolver.REFERENCE), TfliteJudge.whyUnavailable());
        return Stream.of("lstm").map(name -> DynamicTest.dynamicTest(name,
                () -> compare(name, Files.readAllBytes(Resources.path("cases/" + name + ".tflite")))));
    }

    private void compare(String name, byte[] file) throws IOException {
        Graph graph = TfliteReader.read(file);
        compare(name, graph, file);
        compare(name + " written", graph, TfliteWriter.toBytes(graph));
    }

    private void compare(String name, Graph graph, byte[] file) throws IOException {
        Path path = Files.write(folder.resolve(name + ".tflite"), file);
        var random = new Random(name.hashCode());
        Interpreter interpreter = Interpreter.prepare(graph);
        for (int sample = 0; sample < 3; sample++) {
            List<Value> inputs = graph.inputTensors().stream().<Value>map(input -> {
                var values = new float[input.shape().elements()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) random.nextGaussian();
                }
                return Tensor.of(input.shape(), values);
            }).toList();
            byte[] theirs = TfliteJudge.run(path, RawValues.bytes(inputs), Resolver.REFERENCE).rawOutputs();
            assertThat(RawValues.difference(interpreter.run(inputs), theirs)).as(name).isEmpty();
        }
    }
}
