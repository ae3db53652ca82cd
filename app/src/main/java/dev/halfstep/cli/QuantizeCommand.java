package dev.halfstep.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.halfstep.calibrate.Ranges;
import dev.halfstep.file.WholeFile;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Plan;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.report.Figures;
import dev.halfstep.report.ResultJson;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tflite.TfliteWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "quantize", mixinStandardHelpOptions = true, description = "Write a float model at another precision.")
final class QuantizeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "F.tflite", description = "A float model.")
    private Path input = Path.of("");

    @Option(names = "--precision", required = true, paramLabel = "P", converter = Labels.PrecisionLabel.class,
            description = "float32, float16, dynamic-range, int8, full-uint8, full-int8 or int16x8.")
    private Precision precision = Precision.FULL_UINT8;

    @Option(names = "--io", paramLabel = "TYPE", converter = Labels.TypeLabel.class,
            description = "Type of inputs and outputs: float32, uint8, int8, or int16 with int16x8 (default: the precision's own).")
    private @Nullable DType edge;

    @Option(names = "--calibrate", paramLabel = "DATA",
            description = "Representative rows: a CSV or Parquet file where the model carries a pipeline, else .npy or a numeric CSV.")
    private @Nullable Path calibration;

    @Mixin
    private DataFlags data = new DataFlags();

    @Mixin
    private RecipeFlags recipe = new RecipeFlags();

    @Mixin
    private FineTuneFlags fineTune = new FineTuneFlags();

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "Q.tflite",
            description = "The quantized model's file.")
    private Path output = Path.of("");

    @Mixin
    private JsonFlag json = new JsonFlag();

    @Override
    public Integer call() {
        Optional<FineTuning> tuning = fineTune.chosen(precision);
        Optional<FineTuning.Outcome> tuned;
        ModelFile model = ModelFile.read(input);
        Recipe chosen = recipe.recipe(model.pipeline().isPresent());
        DType type = edge == null ? precision.edges().getFirst() : edge;
        long start;
        Plan plan;
        Graph quantized;
        double millis;
        try {
            Graph network = Quantizer.floatNetwork(model.graph());
            Optional<DataSource.Batch> batch = precision.needsCalibration() ? Optional.of(rows(model, tuning))
                    : Optional.empty();
            Optional<Tensor> rows = batch.map(DataSource.Batch::inputs);
            start = System.nanoTime();
            plan = rows.isPresent() ? plan(network, type, chosen, rows.get())
                    : Quantizer.plan(network, precision, type, chosen, Ranges.NONE);
            Graph applied = Quantizer.apply(network, plan);
            millis = (System.nanoTime() - start) / 1e6;
            tuned = tuning.map(how -> how.tune(network, applied, batch.orElseThrow()));
            quantized = tuned.map(outcome -> outcome.tuned().graph()).orElse(applied);
        } catch (Problem problem) {
            throw problem.places().contains(input.toString()) || isAboutCalibration(problem) ? problem
                    : problem.at(input.toString());
        }
        byte[] bytes = TfliteWriter.toBytes(quantized);
        WholeFile.write(output, bytes);
        report(model, quantized, plan, tuned, bytes.length, millis);
        return Main.done();
    }

    private Plan plan(Graph network, DType type, Recipe chosen, Tensor rows) {
        try (Progress progress = Progress.fitting()) {
            return Quantizer.plan(network, precision, type, chosen, rows, progress::done);
        }
    }

    private boolean isAboutCalibration(Problem problem) {
        return calibration != null && problem.places().contains(calibration.toString());
    }

    private DataSource.Batch rows(ModelFile model, Optional<FineTuning> tuning) {
        if (calibration == null) {
            throw Problem.of("the precision " + precision.label() + " needs representative rows")
                    .remedy("Name a file with some, such as the training data, with --calibrate.");
        }
        var source = new DataSource(model, calibration, data);
        return tuning.isPresent() ? tuning.get().rows(model, source) : source.inputs(Rows.TRAIN);
    }

    private void report(ModelFile model, Graph quantized, Plan plan, Optional<FineTuning.Outcome> tuned,
            long bytes, double millis) {
        Interface edges = Interface.of(quantized);
        var text = new StringBuilder(String.format("Wrote %s: %s, %s bytes (was %s)", output, precision.label(),
                Figures.count(bytes), Figures.count(model.bytes())));
        if (plan.calibrationRows() > 0) {
            text.append(String.format(", calibrated on %s rows", Figures.count(plan.calibrationRows())));
        }
        text.append(System.lineSeparator());
        if (precision != Precision.FLOAT32 && plan.changesNothing()) {
            text.append(String.format(
                    "Nothing is smaller: the recipe %s leaves weights of fewer than %s elements in float.%n",
                    plan.recipe().name(), Figures.count(plan.recipe().dynamicRangeMinElements())));
        }
        tuned.ifPresent(outcome -> text.append(outcome.text()));
        edges.inputs().forEach(port -> text.append(PortText.of("input", port)));
        edges.outputs().forEach(port -> text.append(PortText.of("output", port)));
        ObjectNode result = ResultJson.object().put("file", output.toString()).put("precision", precision.label())
                .put("bytes", bytes).put("quantizeMillis", millis);
        result.putRawValue("plan", new RawValue(plan.toJson()));
        tuned.ifPresent(outcome -> result.set("fineTune", outcome.json()));
        json.write(result);
        json.print(text.toString());
    }
}
