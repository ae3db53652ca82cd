package dev.halfstep.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.halfstep.calibrate.Ranges;
import dev.halfstep.calibrate.Samples;
import dev.halfstep.certificate.Digested;
import dev.halfstep.certificate.DomainRanges;
import dev.halfstep.cli.domain.DomainFlags;
import dev.halfstep.cli.domain.OutputRangeFlag;
import dev.halfstep.cli.domain.ProvenChoice;
import dev.halfstep.cli.domain.ProvenText;
import dev.halfstep.cli.file.Inputs;
import dev.halfstep.cli.file.OutputFile;
import dev.halfstep.cli.flag.DataFlags;
import dev.halfstep.cli.flag.JsonFlag;
import dev.halfstep.cli.flag.RecipeFlags;
import dev.halfstep.cli.flag.SearchFlags;
import dev.halfstep.cli.flag.SignatureFlag;
import dev.halfstep.cli.value.Labels;
import dev.halfstep.domain.ModelDomain;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.model.ModelFile;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Bound;
import dev.halfstep.quantize.Plan;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.report.Figures;
import dev.halfstep.report.ResultJson;
import dev.halfstep.report.text.ChoiceTable;
import dev.halfstep.report.text.PortText;
import dev.halfstep.rows.DataSource;
import dev.halfstep.search.Parts;
import dev.halfstep.search.RecipeSearch;
import dev.halfstep.tensor.DType;
import dev.halfstep.tflite.TfliteWriter;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "quantize", mixinStandardHelpOptions = true, description = "Write a float model at another precision.")
final class QuantizeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", description = "A float model: a .tflite, .onnx, .keras or .h5 file.")
    private Path input = Path.of("");

    @Option(names = "--precision", required = true, paramLabel = "P", converter = Labels.PrecisionLabel.class,
            description = "float32, float16, dynamic-range, int8, full-uint8, full-int8 or int16x8.")
    private Precision precision = Precision.FULL_UINT8;

    @Option(names = "--io", paramLabel = "TYPE", converter = Labels.TypeLabel.class,
            description = "Type of inputs and outputs: float32, uint8, int8, or int16 with int16x8 (default: the precision's own).")
    private @Nullable DType edge;

    @Option(names = "--calibrate", paramLabel = "DATA",
            description = "Representative rows: a CSV or Parquet file where the model carries a pipeline; else .npy, .npz with an array for each input, a numeric CSV, or a folder of .npy or .npz files.")
    private @Nullable Path calibration;

    @Mixin
    private DataFlags data = new DataFlags();

    @Mixin
    private RecipeFlags recipe = new RecipeFlags();

    @Mixin
    private OutputRangeFlag outputRange = new OutputRangeFlag();

    @Mixin
    private DomainFlags domain = new DomainFlags();

    @Mixin
    private FineTuneFlags fineTune = new FineTuneFlags();

    @Mixin
    private SearchFlags search = new SearchFlags();

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "Q.tflite",
            description = "The quantized model's file.")
    private OutputFile output = new OutputFile("-");

    @Mixin
    private SignatureFlag signature = new SignatureFlag();

    @Mixin
    private JsonFlag json = new JsonFlag();

    private Recipe meant = Recipe.DEFAULT;
    private @Nullable ModelDomain inputs;
    private final QuantizeNotes notes = new QuantizeNotes();

    @Override
    public Integer call() {
        Optional<FineTuning> tuning = fineTune.chosen(precision);
        Optional<Bound> bound = search.bound(precision);
        if (tuning.isPresent() && bound.isPresent()) {
            throw Problem.option("recipes are searched by what they give without fine-tuning")
                    .remedy("Search first, then fine-tune with the recipe that was found.");
        }
        ModelFile model = signature.read(input);
        Made made;
        try {
            Graph network = Quantizer.floatNetwork(model.graph());
            requireDomainApplies();
            meant = meant(network, model);
            recipe.requireEffect(network, precision, edge(), meant, outputRange.asked());
            noteUnused();
            made = bound.isPresent() && search.isCertified() ? proven(network, model, bound.get().limit())
                    : bound.isPresent() ? searched(network, model, bound.get()) : made(network, model, tuning);
        } catch (Problem problem) {
            throw problem.places().contains(input.toString()) || isAboutCalibration(problem) ? problem
                    : problem.at(input.toString());
        }
        byte[] bytes = TfliteWriter.toBytes(made.quantized);
        output.write(bytes);
        report(model, made, bytes.length);
        return Main.done();
    }

    /**
     * A quantized model.
     *
     * @param millis for calibrating, deciding and applying
     */
    private record Made(Plan plan, Graph quantized, Optional<FineTuning.Outcome> tuned,
            Optional<ProvenChoice.Proven> proven, double millis) {}

    private void noteUnused() {
        if (precision.needsCalibration()) {
            return;
        }
        List<String> unused = new ArrayList<>(data.given());
        if (calibration != null) {
            unused.addFirst("--calibrate");
        }
        if (recipe.isNamed() && precision != Precision.DYNAMIC_RANGE) {
            unused.add("--recipe");
        }
        notes.unused(unused, precision);
    }

    private void note(Graph network, ModelFile model, Made made, Samples samples) {
        if (recipe.saysInputCodes() && made.plan.recipe().featureCodes()) {
            notes.inputsLeft(network, made.quantized);
        }
        notes.width(network, made.quantized, made.plan);
        notes.rowsLeftOut(made.plan, model.pipeline());
        notes.fewCodes(network, made.plan, made.quantized, samples);
    }

    private Made searched(Graph network, ModelFile model, Bound bound) {
        Parts rows = source(model).forChoosing(bound.measure() == Bound.Measure.MAE_LOSS);
        RecipeSearch choice = RecipeSearch.of(network, precision, edge(), bound, rows, model.decoder());
        long start = System.nanoTime();
        Plan plan;
        try (Progress progress = Progress.fitting()) {
            plan = choice.first(candidates(network, model, meant), progress::done);
        }
        Graph quantized = Quantizer.apply(network, plan);
        var made = new Made(plan, quantized, Optional.empty(), Optional.empty(), (System.nanoTime() - start) / 1e6);
        note(network, model, made, source(model).samples());
        return made;
    }

    private List<Recipe> candidates(Graph network, ModelFile model, Recipe first) {
        return recipe.candidates(network, precision, edge(), first, model.pipeline().isPresent());
    }

    private Made proven(Graph network, ModelFile model, double limit) {
        Samples samples = source(model).samples();
        ModelDomain all = inputs(model);
        var candidates = new ArrayList<>(List.of(meant));
        if (!recipe.isOfDomain()) {
            candidates.add(DomainRanges.in(meant, network, all).withName(meant.name() + " + ranges domain"));
        }
        candidates(network, model, candidates.getLast()).stream().skip(1).forEach(candidates::add);
        var choice = new ProvenChoice(network, Digested.read(input, signature.name()), precision, edge(), samples, all,
                Path.of(output.name()), limit, search.time());
        long start = System.nanoTime();
        try (Progress progress = Progress.proving()) {
            ProvenChoice.Proven proven = choice.first(candidates, (target, least, found, done) -> progress.done(done));
            var made = new Made(proven.plan(), proven.quantized(), Optional.empty(), Optional.of(proven),
                    (System.nanoTime() - start) / 1e6);
            note(network, model, made, samples);
            return made;
        }
    }

    private Made made(Graph network, ModelFile model, Optional<FineTuning> tuning) {
        boolean calibrates = precision.needsCalibration();
        Optional<DataSource.Batch> batch = calibrates ? tuning.map(how -> how.rows(model, source(model)))
                : Optional.empty();
        Optional<Samples> samples = batch.map(held -> Samples.of(held.inputs()))
                .or(() -> calibrates ? Optional.of(source(model).samples()) : Optional.empty());
        long start = System.nanoTime();
        Plan plan = samples.isPresent() ? plan(network, edge(), meant, samples.get())
                : Quantizer.plan(network, precision, edge(), meant, Ranges.NONE);
        Graph applied = Quantizer.apply(network, plan);
        double millis = (System.nanoTime() - start) / 1e6;
        Optional<FineTuning.Outcome> tuned = tuning.map(how -> how.tune(network, applied, batch.orElseThrow()));
        var made = new Made(plan, tuned.map(outcome -> outcome.tuned().graph()).orElse(applied), tuned,
                Optional.empty(), millis);
        samples.ifPresent(seen -> note(network, model, made, seen));
        return made;
    }

    /** The recipe with all that options say of it. */
    private Recipe meant(Graph network, ModelFile model) {
        Recipe named = recipe.recipe(model.pipeline().isPresent());
        Recipe ranged = recipe.isOfDomain() && precision.needsCalibration()
                ? DomainRanges.in(named, network, inputs(model)) : named;
        return outputRange.in(ranged, model.pipeline());
    }

    /** The domain, of which rows that show it are read once. */
    private ModelDomain inputs(ModelFile model) {
        if (inputs == null) {
            inputs = domain.of(model);
        }
        return inputs;
    }

    private void requireDomainApplies() {
        if (!domain.given().isEmpty() && !recipe.isOfDomain() && !search.isCertified()) {
            throw Problem.option(String.join(" and ", domain.given()) + (domain.given().size() == 1 ? " has" : " have")
                    + " no effect here: codes cover what calibration sees").remedy("Add --ranges domain.");
        }
    }

    private DType edge() {
        return edge == null ? precision.edges().getFirst() : edge;
    }

    private Plan plan(Graph network, DType type, Recipe chosen, Samples samples) {
        try (Progress progress = Progress.fitting()) {
            return Quantizer.plan(network, precision, type, chosen, samples, progress::done);
        }
    }

    private boolean isAboutCalibration(Problem problem) {
        if (calibration == null) {
            return false;
        }
        String file = Inputs.file(calibration).toString();
        return problem.places().stream()
                .anyMatch(place -> place.equals(file) || place.startsWith(file + File.separator));
    }

    private DataSource source(ModelFile model) {
        if (calibration == null) {
            throw Problem.option("the precision " + precision.label() + " needs representative rows")
                    .remedy("Name a file with some, such as the training data, with --calibrate.");
        }
        var source = new DataSource(model, Inputs.file(calibration), data.choice());
        source.requireChoiceApplies();
        return source;
    }

    private void report(ModelFile model, Made made, long bytes) {
        Plan plan = made.plan;
        Interface edges = Interface.of(made.quantized);
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
        made.tuned.ifPresent(outcome -> text.append(outcome.text()));
        if (plan.choice() != null) {
            text.append(ChoiceTable.of(plan.choice()));
        }
        made.proven.ifPresent(proven -> text.append(ProvenText.of(proven)));
        edges.inputs().forEach(port -> text.append(PortText.of("input", port)));
        edges.outputs().forEach(port -> text.append(PortText.of("output", port)));
        text.append(notes.text());
        json.write(() -> result(made, bytes));
        json.print(text.toString());
    }

    private ObjectNode result(Made made, long bytes) {
        ObjectNode result = ResultJson.object().put("file", output.name()).put("precision", precision.label())
                .put("bytes", bytes).put("quantizeMillis", made.millis);
        notes.all().forEach(result.putArray("notes")::add);
        result.putRawValue("plan", new RawValue(made.plan.toJson()));
        made.tuned.ifPresent(outcome -> result.set("fineTune", outcome.json()));
        made.proven.ifPresent(
                proven -> result.putRawValue("certificate", new RawValue(proven.certificate().toJson().strip())));
        return result;
    }
}
