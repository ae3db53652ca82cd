package dev.halfstep.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.halfstep.calibrate.Ranges;
import dev.halfstep.file.WholeFile;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Bound;
import dev.halfstep.quantize.Plan;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.report.ChoiceTable;
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
    private SearchFlags search = new SearchFlags();

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "Q.tflite",
            description = "The quantized model's file.")
    private Path output = Path.of("");

    @Mixin
    private JsonFlag json = new JsonFlag();

    @Override
    public Integer call() {
        ModelFile model = ModelFile.read(input);
        Recipe chosen = recipe.recipe(model.pipeline().isPresent());
        DType type = edge == null ? precision.edges().getFirst() : edge;
        Optional<Bound> bound = search.bound(precision);
        long start;
        Plan plan;
        Graph quantized;
        try {
            Graph network = Quantizer.floatNetwork(model.graph());
            if (bound.isPresent()) {
                RecipeChoice choice = RecipeChoice.of(network, precision, type, bound.get(), model, source(model));
                start = System.nanoTime();
                plan = choice.plan(chosen, recipe);
            } else {
                Optional<Tensor> rows = precision.needsCalibration()
                        ? Optional.of(source(model).inputs(Rows.TRAIN).inputs())
                        : Optional.empty();
                start = System.nanoTime();
                plan = rows.isPresent() ? plan(network, type, chosen, rows.get())
                        : Quantizer.plan(network, precision, type, chosen, Ranges.NONE);
            }
            quantized = Quantizer.apply(network, plan);
        } catch (Problem problem) {
            throw problem.places().contains(input.toString()) || isAboutCalibration(problem) ? problem
                    : problem.at(input.toString());
        }
        double millis = (System.nanoTime() - start) / 1e6;
        byte[] bytes = TfliteWriter.toBytes(quantized);
        WholeFile.write(output, bytes);
        report(model, quantized, plan, bytes.length, millis);
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

    private DataSource source(ModelFile model) {
        if (calibration == null) {
            throw Problem.of("the precision " + precision.label() + " needs representative rows")
                    .remedy("Name a file with some, such as the training data, with --calibrate.");
        }
        return new DataSource(model, calibration, data);
    }

    private void report(ModelFile model, Graph quantized, Plan plan, long bytes, double millis) {
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
        if (plan.choice() != null) {
            text.append(ChoiceTable.of(plan.choice()));
        }
        edges.inputs().forEach(port -> text.append(PortText.of("input", port)));
        edges.outputs().forEach(port -> text.append(PortText.of("output", port)));
        ObjectNode result = ResultJson.object().put("file", output.toString()).put("precision", precision.label())
                .put("bytes", bytes).put("quantizeMillis", millis);
        result.putRawValue("plan", new RawValue(plan.toJson()));
        json.write(result);
        json.print(text.toString());
    }
}
