package dev.halfstep.bench;

import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.evaluate.Evaluator;
import dev.halfstep.graph.Graph;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.PipelineFitter;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.study.Study;
import dev.halfstep.table.ReadOptions;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import dev.halfstep.train.FineTuneOptions;
import dev.halfstep.train.FineTuner;
import dev.halfstep.train.TrainingListener;
import dev.halfstep.train.TrainingOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * How far full-uint8 models of several recipes are from their float models on test rows, as parts of what TensorFlow's converter
 * gives with 100 calibration rows: medians over tables and seeds, as the Markdown table of {@code docs/accuracy.md}.
 */
public final class Accuracy {

    private static final int SEEDS = 5;

    /** A table and what of it is learned. */
    private record Task(String name, String file, String target, Set<String> drop, Set<String> missing) {

        PipelineOptions options() {
            return PipelineOptions.forTargets(target).withMissing(missing.toArray(String[]::new))
                    .withDrop(drop.toArray(String[]::new));
        }
    }

    private static final List<Task> TASKS = List.of(
            new Task("insurance", "reference/insurance.csv", "charges", Set.of(), Set.of()),
            new Task("california", "data/california_housing.csv", "median_house_value", Set.of(), Set.of()),
            new Task("energy", "data/energy_efficiency.csv", "Y1", Set.of("Y2"), Set.of()),
            new Task("wine", "data/wine_quality.csv", "quality", Set.of(), Set.of()),
            new Task("airfoil", "data/airfoil_self_noise.csv", "P", Set.of(), Set.of()),
            new Task("mpg", "data/auto_mpg.csv", "mpg", Set.of("name"), Set.of("?")));

    /** Rows of the table: a name, a recipe as JSON, and whether the model is fine-tuned towards the float model. */
    private record Variant(String name, String recipe, boolean fineTune) {

        static Variant of(String name, String recipe) {
            return new Variant(name, recipe, false);
        }
    }

    private static final String TENSORFLOW = "{\"name\":\"tensorflow\",\"base\":\"tensorflow\"}";

    private static final List<Variant> VARIANTS = List.of(
            Variant.of("`tensorflow`, 100 rows", TENSORFLOW),
            Variant.of("all training rows", alone("")),
            Variant.of("… `ranges` moving-average", alone(",\"ranges\":\"moving-average\"")),
            Variant.of("… `ranges` percentile", alone(",\"ranges\":\"percentile\"")),
            Variant.of("… `ranges` mse", alone(",\"ranges\":\"mse\"")),
            Variant.of("… `ranges` entropy", alone(",\"ranges\":\"entropy\"")),
            Variant.of("… `headroom`, output and hidden", alone(",\"headroom\":0.04,\"hiddenHeadroom\":0.2")),
            Variant.of("… `biasCorrection`", alone(",\"biasCorrection\":true")),
            Variant.of("… `featureCodes`", alone(",\"featureCodes\":true")),
            Variant.of("… `equalization`", alone(",\"equalization\":true")),
            Variant.of("… `fitting` quick", alone(",\"fitting\":\"quick\"")),
            Variant.of("… `fitting` thorough", alone(",\"fitting\":\"thorough\"")),
            Variant.of("**`default`**", "{\"name\":\"default\"}"),
            Variant.of("… without headroom", without("\"headroom\":0,\"hiddenHeadroom\":0")),
            Variant.of("… without `biasCorrection`", without("\"biasCorrection\":false")),
            Variant.of("… without `featureCodes`", without("\"featureCodes\":false")),
            Variant.of("… without `equalization`", without("\"equalization\":false")),
            Variant.of("… without `fitting`", without("\"fitting\":\"none\"")),
            new Variant("… then `--fine-tune float`", "{\"name\":\"default\"}", true),
            Variant.of("… `width` 1.5", without("\"width\":1.5")),
            Variant.of("… `vernier` 4", without("\"vernier\":4")),
            Variant.of("**`best`**", "{\"name\":\"best\",\"base\":\"best\"}"),
            Variant.of("… `width` 1.5", best("\"width\":1.5")),
            Variant.of("… `width` 2", best("\"width\":2")),
            Variant.of("… `vernier` 16", best("\"vernier\":16")),
            Variant.of("… `vernier` 16, `width` 2", best("\"vernier\":16,\"width\":2")));

    private Accuracy() {}

    private static String alone(String fields) {
        return "{\"name\":\"alone\",\"base\":\"tensorflow\",\"calibrationRows\":null" + fields + "}";
    }

    private static String without(String field) {
        return "{\"name\":\"default\"," + field + "}";
    }

    private static String best(String field) {
        return "{\"name\":\"best\",\"base\":\"best\"," + field + "}";
    }

    /** What one variant gives on one network. */
    private record Outcome(double mean, double largest, double loss, double bytes, double millis) {}

    /**
     * Prints the table.
     *
     * @param args the folder that holds {@code data} and {@code reference}
     */
    public static void main(String[] args) {
        Path shared = Path.of(args[0]);
        Map<Variant, Map<Task, List<Outcome>>> outcomes = new LinkedHashMap<>();
        for (Task task : TASKS) {
            for (int seed = 0; seed < SEEDS; seed++) {
                var network = new Network(shared, task, seed);
                for (Variant variant : VARIANTS) {
                    outcomes.computeIfAbsent(variant, none -> new LinkedHashMap<>())
                            .computeIfAbsent(task, none -> new ArrayList<>()).add(network.outcome(variant));
                }
                System.err.println(task.name + " " + seed);
            }
        }
        print(outcomes);
    }

    private static void print(Map<Variant, Map<Task, List<Outcome>>> outcomes) {
        System.out.println("| recipe | " + String.join(" | ", TASKS.stream().map(Task::name).toList())
                + " | **mean** | **largest** | MAE, worst table | bytes | ms |");
        System.out.println("|---".repeat(TASKS.size() + 6) + "|");
        outcomes.forEach((variant, byTask) -> {
            var line = new StringBuilder("| " + variant.name + " |");
            byTask.values().forEach(list -> line.append(cell("%.2f", list, Outcome::mean)));
            List<Outcome> all = byTask.values().stream().flatMap(List::stream).toList();
            double worst =
                    byTask.values().stream().mapToDouble(list -> median(list, Outcome::loss)).max().orElseThrow();
            line.append(cell("**%.2f**", all, Outcome::mean)).append(cell("**%.2f**", all, Outcome::largest))
                    .append(String.format(Locale.ROOT, " %+.2f %% |", 100 * worst))
                    .append(cell("%,.0f", byTask.values().iterator().next(), Outcome::bytes))
                    .append(cell("%,.0f", all, Outcome::millis));
            System.out.println(line);
        });
    }

    private static String cell(String format, List<Outcome> outcomes, ToDoubleFunction<Outcome> figure) {
        return String.format(Locale.ROOT, " " + format + " |", median(outcomes, figure));
    }

    private static double median(List<Outcome> outcomes, ToDoubleFunction<Outcome> figure) {
        double[] sorted = outcomes.stream().mapToDouble(figure).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** A float network with its rows, and what TensorFlow's recipe makes of it. */
    private static final class Network {

        private final Tensor train;
        private final Graph model;
        private final Evaluator evaluator;
        private final Evaluation reference;
        private final double floatMae;

        Network(Path shared, Task task, int seed) {
            ReadOptions read = task.options().readOptions();
            Table table = TableReader.read(shared.resolve(task.file), read);
            PipelineFitter.Fitted fitted = PipelineFitter.fit(table, task.options());
            Pipeline pipeline = fitted.pipeline();
            Study.Trained trained =
                    Study.train(table, fitted, TrainingOptions.defaults().withSeed(seed), TrainingListener.none());
            train = trained.inputs();
            model = Quantizer.floatNetwork(trained.model());
            var ones = new double[pipeline.targets().size()];
            Arrays.fill(ones, 1);
            evaluator = Evaluator.on(pipeline.encode(table, fitted.test(), Unseen.ERROR),
                    pipeline.labels(table, fitted.test()), ones).against(model);
            floatMae = evaluator.evaluate(model).standardised().mae();
            reference = evaluator.evaluate(quantized(Variant.of("", TENSORFLOW)));
        }

        private Graph quantized(Variant variant) {
            Graph plain = Quantizer.apply(model, Quantizer.plan(model, Precision.FULL_UINT8, DType.UINT8,
                    Recipe.fromJson(variant.recipe), train));
            return variant.fineTune
                    ? FineTuner.tune(plain, train, Predictor.of(model).predict(train).values(),
                            FineTuneOptions.towardsFloat(), TrainingListener.none()).graph()
                    : plain;
        }

        Outcome outcome(Variant variant) {
            long start = System.nanoTime();
            Graph quantized = quantized(variant);
            double millis = (System.nanoTime() - start) / 1e6;
            byte[] file = TfliteWriter.toBytes(quantized);
            Evaluation evaluation = evaluator.evaluate(TfliteReader.read(file));
            return new Outcome(
                    evaluation.standardised().meanAbsDiff().orElseThrow()
                            / reference.standardised().meanAbsDiff().orElseThrow(),
                    evaluation.standardised().maxAbsDiff().orElseThrow()
                            / reference.standardised().maxAbsDiff().orElseThrow(),
                    evaluation.standardised().mae() / floatMae - 1, file.length, millis);
        }
    }
}
