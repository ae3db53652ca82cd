package dev.halfstep.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.calibrate.Samples;
import dev.halfstep.cli.file.Inputs;
import dev.halfstep.cli.file.OutputFile;
import dev.halfstep.cli.flag.DataFlags;
import dev.halfstep.cli.flag.JsonFlag;
import dev.halfstep.cli.flag.SignatureFlag;
import dev.halfstep.graph.Interface;
import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.problem.Problem;
import dev.halfstep.report.Figures;
import dev.halfstep.report.ResultJson;
import dev.halfstep.rows.DataSource;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import dev.halfstep.tensor.npy.Npy;
import dev.halfstep.tensor.npy.Npz;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "encode", mixinStandardHelpOptions = true,
        description = "The model's input tensor for each row of a raw table, or of real values, for use with other tools: codes for a full-integer model, standardised values for any other.")
final class EncodeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", description = "A model; with a pipeline it takes raw tables.")
    private Path file = Path.of("");

    @Option(names = "--data", required = true, paramLabel = "DATA",
            description = "A CSV or Parquet file, or X.npy for a model without a pipeline; - for standard input.")
    private Path data = Path.of("");

    @Mixin
    private DataFlags flags = new DataFlags();

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "X.npy",
            description = "The input of each row; of several inputs an X.npz with an array for each.")
    private OutputFile output = new OutputFile("-");

    @Option(names = "--labels", paramLabel = "Y.npy", description = "The labels of each row, standardised, as float32.")
    private @Nullable OutputFile labels;

    @Mixin
    private SignatureFlag signature = new SignatureFlag();

    @Mixin
    private JsonFlag json = new JsonFlag();

    @Override
    public Integer call() {
        ModelFile model = signature.read(file);
        if (labels != null) {
            model.requirePipeline();
        }
        var source = new DataSource(model, Inputs.file(data), flags.choice());
        source.requireChoiceApplies();
        if (model.graph().inputs().size() > 1) {
            return severalInputs(model, source);
        }
        DataSource.Batch batch = labels == null ? source.inputs(Rows.ALL) : source.labelled(Rows.ALL, List.of());
        Value inputs = Interface.of(model.graph()).inputs().getFirst().encode(batch.inputs());
        output.write(Npy.toBytes(inputs));
        if (labels != null) {
            labels.write(Npy.toBytes(batch.labels().orElseThrow()));
        }
        report(model.pipeline(), inputs);
        return Main.done();
    }

    /** Arrays of real values for several inputs become an archive with an array for each. */
    private int severalInputs(ModelFile model, DataSource source) {
        if (!output.isStandardOutput() && !output.name().endsWith(".npz")) {
            throw Problem
                    .option("the model has " + model.graph().inputs().size() + " inputs, for which one array is not"
                            + " enough")
                    .at(model.file().toString()).remedy("Name a file that ends in .npz with -o.");
        }
        List<Interface.Port> ports = Interface.of(model.graph()).inputs();
        Samples samples = source.samples();
        List<Value> rows = samples.first(Math.toIntExact(samples.count()));
        Map<String, Value> inputs = new LinkedHashMap<>();
        for (int i = 0; i < ports.size(); i++) {
            inputs.put(ports.get(i).tensor().name(), ports.get(i).taken(rows.get(i)));
        }
        output.write(out -> Npz.write(out, inputs));
        json.write(() -> ResultJson.object().put("file", output.name()).put("rows", samples.count()));
        inputs.forEach((name, value) -> json
                .print(String.format("Wrote %s: '%s' %s%s%n", output, name, value.dtype().label(), value.shape())));
        return Main.done();
    }

    private void report(Optional<Pipeline> pipeline, Value inputs) {
        json.write(() -> result(pipeline, inputs));
        json.print(String.format("Wrote %s: %s%s%n", output, inputs.dtype().label(), inputs.shape()));
        if (labels != null) {
            json.print(String.format("Wrote %s: %s rows of %s%n", labels, Figures.count(inputs.shape().extent(0)),
                    String.join(", ", pipeline.orElseThrow().targetNames())));
        }
    }

    private ObjectNode result(Optional<Pipeline> pipeline, Value inputs) {
        ObjectNode result = ResultJson.object().put("file", output.name()).put("rows", inputs.shape().extent(0))
                .put("type", inputs.dtype().label());
        pipeline.ifPresent(carried -> carried.featureNames().forEach(result.putArray("features")::add));
        return result;
    }
}
