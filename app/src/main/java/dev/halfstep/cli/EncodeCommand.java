package dev.halfstep.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.graph.Interface;
import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.report.Figures;
import dev.halfstep.report.ResultJson;
import dev.halfstep.rows.DataSource;
import dev.halfstep.tensor.Value;
import dev.halfstep.tensor.npy.Npy;
import java.nio.file.Path;
import java.util.List;
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
            description = "A CSV or Parquet file, or X.npy for a model without a pipeline.")
    private Path data = Path.of("");

    @Mixin
    private DataFlags flags = new DataFlags();

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "X.npy", description = "The input of each row.")
    private Path output = Path.of("");

    @Option(names = "--labels", paramLabel = "Y.npy", description = "The labels of each row, standardised, as float32.")
    private @Nullable Path labels;

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
        var source = new DataSource(model, data, flags.choice());
        source.requireChoiceApplies();
        DataSource.Batch batch = labels == null ? source.inputs(Rows.ALL) : source.labelled(Rows.ALL, List.of());
        Value inputs = Interface.of(model.graph()).inputs().getFirst().encode(batch.inputs());
        Npy.write(output, inputs);
        if (labels != null) {
            Npy.write(labels, batch.labels().orElseThrow());
        }
        report(model.pipeline(), inputs);
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
        ObjectNode result = ResultJson.object().put("file", output.toString()).put("rows", inputs.shape().extent(0))
                .put("type", inputs.dtype().label());
        pipeline.ifPresent(carried -> carried.featureNames().forEach(result.putArray("features")::add));
        return result;
    }
}
