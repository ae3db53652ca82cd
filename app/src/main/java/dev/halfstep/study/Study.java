package dev.halfstep.study;

import dev.halfstep.certificate.Digested;
import dev.halfstep.evaluate.Evaluator;
import dev.halfstep.file.WholeFile;
import dev.halfstep.folder.FolderContents;
import dev.halfstep.folder.OutputFolder;
import dev.halfstep.graph.Domain;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.model.PipelineUnits;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.PipelineFitter;
import dev.halfstep.pipeline.Split;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import dev.halfstep.quantize.Plan;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import dev.halfstep.train.FloatModel;
import dev.halfstep.train.TrainedNetwork;
import dev.halfstep.train.Trainer;
import dev.halfstep.train.TrainingListener;
import dev.halfstep.train.TrainingOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Runs a study: read, encode, split, train, write every precision, read each file back, run it on the test rows, compare. What
 * is measured is what was written.
 */
public final class Study {

    /** What the report's file is called. */
    public static final String REPORT = "report.html";

    /** The file that is put in place last, and so marks a folder as that of a finished study. */
    static final String SUMMARY = "study.json";

    /** What the certificate of the model that is explained is called. */
    public static final String CERTIFICATE = "full-uint8.certificate.json";

    /** The model that is explained: the one whose error people wonder at. */
    private static final Precision EXPLAINED = Precision.FULL_UINT8;

    private Study() {}

    /**
     * Trains a float model on a table's training rows.
     *
     * @param fitted the table's rows and pipeline
     * @return the network, and the model that carries the pipeline
     */
    public static Trained train(Table table, PipelineFitter.Fitted fitted, TrainingOptions options,
            TrainingListener listener) {
        Pipeline pipeline = fitted.pipeline();
        Tensor x = pipeline.encodeFinite(table, fitted.train(), Unseen.ERROR);
        Tensor y = pipeline.labels(table, fitted.train());
        TrainedNetwork network =
                Trainer.train(x.values(), y.values(), fitted.train().length, pipeline.features().size(),
                        pipeline.targets().size(), options, listener);
        return new Trained(network, FloatModel.of(network, pipeline), x);
    }

    /**
     * A trained model.
     *
     * @param inputs what it was trained on, {@code [rows, features]}
     */
    public record Trained(TrainedNetwork network, Graph model, Tensor inputs) {}

    /**
     * Runs a study and writes its models into the folder, all of them or none.
     *
     * @param report what is written beside them as report.html
     * @param summary what is written beside them as study.json
     * @throws Problem if the table, the options or the folder do not allow it
     */
    public static StudyResult run(StudyOptions options, TrainingListener listener,
            Function<StudyResult, byte[]> report, Function<StudyResult, byte[]> summary) {
        try (OutputFolder folder =
                OutputFolder.claim(options.folder(), FolderContents.markedBy(SUMMARY, CERTIFICATE))) {
            TableReader.requireUse(options.file(), options.pipeline().notation());
            Table table = TableReader.read(options.file(), options.pipeline().readOptions());
            PipelineFitter.Fitted fitted = PipelineFitter.fit(table, options.pipeline());
            if (fitted.test().length == 0) {
                throw noTestRows(fitted.train().length).at(options.data().toString());
            }
            Trained trained = train(table, fitted, options.training(), listener);
            StudyResult result = compare(options, table, fitted, trained, folder);
            folder.write(REPORT, report.apply(result));
            folder.write(SUMMARY, summary.apply(result));
            folder.publish();
            return result;
        }
    }

    /** A smaller share helps where the default one would leave rows; else there are too few of them. */
    static Problem noTestRows(int rows) {
        Problem problem = Problem.option("the split leaves no rows to test on");
        Phrase train = Phrase.of("use the train command");
        return Split.DEFAULT.of(new int[rows]).test().length == 0
                ? problem.remedy(Phrase.of("give a table with more complete rows than " + rows), train)
                : problem.remedy(Phrase.of("give a smaller ").with(Setting.SPLIT).then(", such as ")
                        .then(Double.toString(Split.DEFAULT.share())), train);
    }

    private static StudyResult compare(StudyOptions options, Table table, PipelineFitter.Fitted fitted, Trained trained,
            OutputFolder folder) {
        Recipe recipe = options.recipe();
        Pipeline pipeline = fitted.pipeline();
        Graph network = Quantizer.floatNetwork(trained.model());
        TestRows test = TestRows.of(table, fitted);
        Evaluator evaluator = Evaluator.on(test.inputs(), test.labels().standardised(), test.labels().inUnits(),
                pipeline::inUnits).against(network);
        var models = new ArrayList<ModelResult>();
        for (Precision precision : Precision.values()) {
            models.add(model(network, precision, recipe, trained.inputs(), evaluator, folder));
        }
        var notes = new ArrayList<>(fitted.notes());
        Optional<WorstCase> worstCase = options.proof().flatMap(
                time -> worstCase(network, recipe, trained.inputs(), evaluator, models, folder, time, notes));
        Graph explained = TfliteReader.read(WholeFile.read(folder.file(fileOf(EXPLAINED))));
        var command =
                new QuantizeLine(options.folder().resolve(fileOf(Precision.FLOAT32)), Optional.empty(), options.data());
        return new StudyResult(options.data(), options.folder(), table.rowCount(), fitted.dropped(),
                fitted.train().length, fitted.test().length, pipeline, options.training(), trained.network(), recipe,
                recipe.rowsSeen(fitted.train().length), List.copyOf(models), ExplainedModel.of(EXPLAINED, explained,
                        network, test, trained.inputs(), PipelineUnits.of(pipeline), command),
                worstCase, notes);
    }

    /** A network of which nothing can be proven is a note: the study has all else. */
    private static Optional<WorstCase> worstCase(Graph network, Recipe recipe, Tensor rows, Evaluator evaluator,
            List<ModelResult> models, OutputFolder folder, Duration time, List<Phrase> notes) {
        Domain output = models.stream().filter(model -> model.precision() == EXPLAINED).findFirst()
                .flatMap(ModelResult::outputDomain).orElseThrow();
        var trials = new RangeTrials(network, digested(folder, Precision.FLOAT32), EXPLAINED, recipe, rows, evaluator,
                time);
        try {
            WorstCase found = trials.of(digested(folder, EXPLAINED), output);
            folder.write(CERTIFICATE, found.certificate().toJson().getBytes(StandardCharsets.UTF_8));
            return Optional.of(found);
        } catch (Problem problem) {
            notes.add(Phrase.of("no worst case is proven: " + problem.what()));
            return Optional.empty();
        }
    }

    private static Digested digested(OutputFolder folder, Precision precision) {
        String file = fileOf(precision);
        return Digested.of(Path.of(file), WholeFile.read(folder.file(file)));
    }

    /** The names of all files that the folder of a study may have. */
    public static List<String> files() {
        return Stream.concat(Stream.of(Precision.values()).map(Study::fileOf),
                Stream.of(CERTIFICATE, REPORT, SUMMARY)).toList();
    }

    private static String fileOf(Precision precision) {
        return precision.label() + ".tflite";
    }

    private static ModelResult model(Graph network, Precision precision, Recipe recipe, Tensor rows,
            Evaluator evaluator,
            OutputFolder folder) {
        String file = fileOf(precision);
        long start = System.nanoTime();
        Plan plan = Quantizer.plan(network, precision, precision.edges().getFirst(), recipe, rows);
        Graph quantized = Quantizer.apply(network, plan);
        double millis = (System.nanoTime() - start) / 1e6;
        byte[] bytes = TfliteWriter.toBytes(quantized);
        Path written = folder.write(file, bytes);
        Graph readBack = TfliteReader.read(WholeFile.read(written));
        Interface.Port output = Interface.of(readBack).outputs().getFirst();
        return new ModelResult(precision, file, bytes.length, evaluator.evaluate(readBack), output.domain(),
                output.tensor().dtype().isInteger(), precision != Precision.FLOAT32 && plan.changesNothing(),
                plan.rowsLeftOut(), millis);
    }
}
