package dev.halfstep.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.cli.file.Inputs;
import dev.halfstep.cli.file.OutputFile;
import dev.halfstep.cli.flag.JsonFlag;
import dev.halfstep.cli.flag.SignatureFlag;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.interpret.Interpreter;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.model.ModelFile;
import dev.halfstep.model.OutputNames;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.report.ResultJson;
import dev.halfstep.rows.RunInputs;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Value;
import dev.halfstep.tensor.npy.Npy;
import dev.halfstep.tensor.npy.Npz;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "run", mixinStandardHelpOptions = true,
        description = "The bare interpreter: real values in and out, or with --raw codes.")
final class RunCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", description = "Any supported .tflite, .onnx, .keras or .h5 file.")
    private Path file = Path.of("");

    @Option(names = "--input", required = true, paramLabel = "X.npy",
            description = "Input array; one for each of the model's inputs, in order, or one X.npz with all of them by name. Samples stand along the first axis, as many as you like.")
    private List<Path> inputs = new ArrayList<>();

    @Option(names = {"--output", "-o"}, required = true, paramLabel = "Y.npy",
            description = "Output array; one for each of the model's outputs, in order, or one Y.npz for all of them.")
    private List<OutputFile> outputs = new ArrayList<>();

    @Option(names = "--raw",
            description = "Arrays hold what the model takes and gives: codes for a full-integer model.")
    private boolean raw;

    @Mixin
    private SignatureFlag signature = new SignatureFlag();

    @Mixin
    private JsonFlag json = new JsonFlag();

    @Override
    public Integer call() {
        ModelFile model = signature.read(file);
        Interface edges = Interface.of(model.graph());
        if (!isArchive(outputs)) {
            requireCount("--output", outputs.size(), edges.outputs().size());
        }
        List<Value> values =
                new RunInputs(model.graph(), edges, raw).read(inputs.stream().map(Inputs::file).toList(), file);
        List<Value> results;
        try {
            results = results(model.graph(), values);
        } catch (Problem problem) {
            throw problem.at(file.toString());
        }
        var decoded = new ArrayList<Value>();
        for (int i = 0; i < results.size(); i++) {
            decoded.add(raw ? results.get(i) : decoded(edges.outputs().get(i), results.get(i)));
        }
        write(model.graph(), decoded);
        return Main.done();
    }

    private static boolean isArchive(List<OutputFile> files) {
        return files.size() == 1 && files.getFirst().name().endsWith(".npz");
    }

    private void requireCount(String option, int given, int expected) {
        if (given != expected) {
            throw Problem.option("the model takes " + expected + " times " + option + ", not " + given)
                    .at(file.toString());
        }
    }

    /** What the model declares runs as it is, which is all that a model takes without an axis for samples; any other in samples. */
    private static List<Value> results(Graph graph, List<Value> values) {
        boolean declared = true;
        for (int i = 0; i < values.size(); i++) {
            declared &= values.get(i).shape().equals(graph.inputTensors().get(i).shape());
        }
        return declared ? Interpreter.prepare(graph).run(values) : SampleRunner.of(graph).run(values);
    }

    /** Integers that are no codes stand for themselves. */
    private static Value decoded(Interface.Port port, Value result) {
        return result instanceof Codes codes && codes.quantization().isEmpty() ? result : port.decode(result);
    }

    private void write(Graph graph, List<Value> results) {
        var text = new StringBuilder();
        List<String> names = OutputNames.of(graph);
        boolean archive = isArchive(outputs);
        Map<String, Value> byName = new LinkedHashMap<>();
        for (int i = 0; i < results.size(); i++) {
            Value value = results.get(i);
            OutputFile file = outputs.get(archive ? 0 : i);
            if (archive) {
                byName.put(names.get(i), value);
            } else {
                file.write(Npy.toBytes(value));
            }
            text.append(String.format("Wrote %s: %s%s%s%n", file, archive ? Quoted.of(names.get(i)) + " " : "",
                    value.dtype().label(), value.shape()));
        }
        if (archive) {
            outputs.getFirst().write(out -> Npz.write(out, byName));
        }
        json.write(() -> result(results, names, archive));
        json.print(text.toString());
    }

    private ObjectNode result(List<Value> results, List<String> names, boolean archive) {
        ObjectNode result = ResultJson.object();
        ArrayNode written = result.putArray("outputs");
        for (int i = 0; i < results.size(); i++) {
            ObjectNode entry = written.addObject().put("file", outputs.get(archive ? 0 : i).name());
            if (archive) {
                entry.put("name", names.get(i));
            }
            entry.put("type", results.get(i).dtype().label()).put("shape", results.get(i).shape().toString());
        }
        return result;
    }
}
