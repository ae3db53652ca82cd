package dev.halfstep.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.problem.Problem;
import dev.halfstep.report.ResultJson;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Npy;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "run", mixinStandardHelpOptions = true,
        description = "The bare interpreter: real values in and out, or with --raw codes.")
final class RunCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", description = "Any supported .tflite file.")
    private Path file = Path.of("");

    @Option(names = "--input", required = true, paramLabel = "X.npy",
            description = "Input array; one for each of the model's inputs, in order. Its first extent may differ from the model's.")
    private List<Path> inputs = new ArrayList<>();

    @Option(names = {"--output", "-o"}, required = true, paramLabel = "Y.npy",
            description = "Output array; one for each of the model's outputs, in order.")
    private List<Path> outputs = new ArrayList<>();

    @Option(names = "--raw",
            description = "Arrays hold what the model takes and gives: codes for a full-integer model.")
    private boolean raw;

    @Mixin
    private JsonFlag json = new JsonFlag();

    @Override
    public Integer call() {
        ModelFile model = ModelFile.read(file);
        Interface edges = Interface.of(model.graph());
        requireCount("--input", inputs.size(), edges.inputs().size());
        requireCount("--output", outputs.size(), edges.outputs().size());
        var values = new ArrayList<Value>();
        for (int i = 0; i < inputs.size(); i++) {
            values.add(input(edges.inputs().get(i), inputs.get(i)));
        }
        List<Value> results;
        try {
            results = Interpreter.prepare(model.graph()).run(values);
        } catch (Problem problem) {
            throw problem.at(file.toString());
        }
        ObjectNode result = ResultJson.object();
        ArrayNode written = result.putArray("outputs");
        var text = new StringBuilder();
        for (int i = 0; i < outputs.size(); i++) {
            Value value = raw ? results.get(i) : edges.outputs().get(i).decode(results.get(i));
            Npy.write(outputs.get(i), value);
            written.addObject().put("file", outputs.get(i).toString()).put("type", value.dtype().label()).put("shape",
                    value.shape().toString());
            text.append(String.format("Wrote %s: %s%s%n", outputs.get(i), value.dtype().label(), value.shape()));
        }
        json.write(result);
        json.print(text.toString());
        return Main.done();
    }

    private void requireCount(String option, int given, int expected) {
        if (given != expected) {
            throw Problem.of("the model takes " + expected + " times " + option + ", not " + given).at(file.toString());
        }
    }

    private Value input(Interface.Port port, Path path) {
        Value array = Npy.read(path);
        if (raw) {
            return array;
        }
        return switch (array) {
            case Tensor real -> encode(port, real, path);
            case Codes codes -> throw Problem.of("the array holds integers, not real values").at(path.toString())
                    .remedy("Add --raw if they are the model's input codes.");
        };
    }

    private static Value encode(Interface.Port port, Tensor real, Path path) {
        try {
            return port.encode(real);
        } catch (Problem problem) {
            throw problem.at(path.toString());
        }
    }
}
