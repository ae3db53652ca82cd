package dev.halfstep.study;

import dev.halfstep.evaluate.Evaluator;
import dev.halfstep.evaluate.Scores;
import dev.halfstep.file.WholeFile;
import dev.halfstep.folder.FolderContents;
import dev.halfstep.folder.OutputFolder;
import dev.halfstep.graph.Graph;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.PipelineFitter;
import dev.halfstep.pipeline.TargetMapping;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.problem.Phrase;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Setting;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Quantizer;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import dev.halfstep.train.TrainedNetwork;
import dev.halfstep.train.TrainingListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Compares the mappings of a target: with the same rows, network and seed it trains a model for each, writes it as float32 and as
 * full-uint8, reads the files back and scores them in the target's unit, on all test rows and on those where the target is dense
 * and sparse.
 */
public final class MappingStudy {

    private static final List<Precision> PRECISIONS = List.of(Precision.FLOAT32, Precision.FULL_UINT8);

    private final StudyOptions options;
    private final Table table;
    private final OutputFolder folder;

    private MappingStudy(StudyOptions options, Table table, OutputFolder folder) {
        this.options = options;
        this.table = table;
        this.folder = folder;
    }

    /**
     * Runs a comparison and writes its models into the folder, named after mapping and precision, all of them or none.
     *
     * @param options whose own target mapping does not matter
     * @param summary what is written beside them as study.json
     * @throws Problem if the table, the options or the folder do not allow it
     */
    public static MappingComparison run(StudyOptions options, TrainingListener listener,
            Function<MappingComparison, byte[]> summary) {
        if (options.pipeline().targets().size() > 1) {
            throw Problem.option("target mappings are compared for one target at a time")
                    .remedy(Phrase.of("name one with ").with(Setting.TARGET).then(", and leave the others out with ")
                            .with(Setting.DROP));
        }
        try (OutputFolder folder = OutputFolder.claim(options.folder(), FolderContents.markedBy(Study.SUMMARY))) {
            TableReader.requireUse(options.file(), options.pipeline().notation());
            Table table = TableReader.read(options.file(), options.pipeline().readOptions());
            MappingComparison result = new MappingStudy(options, table, folder).compare(listener);
            folder.write(Study.SUMMARY, summary.apply(result));
            folder.publish();
            return result;
        }
    }

    private MappingComparison compare(TrainingListener listener) {
        PipelineFitter.Fitted linear = fit(TargetMapping.Kind.LINEAR);
        if (linear.test().length == 0) {
            throw Study.noTestRows(linear.train().length).at(options.data().toString());
        }
        DensePart dense = DensePart.of(linear.pipeline().labelsInUnits(table, linear.train()));
        var networks = new ArrayList<TrainedNetwork>();
        var models = new ArrayList<MappedModel>();
        for (TargetMapping.Kind kind : TargetMapping.Kind.values()) {
            PipelineFitter.Fitted fitted = fit(kind);
            Study.Trained trained = Study.train(table, fitted, options.training(), listener);
            networks.add(trained.network());
            models.addAll(models(fitted.pipeline(), trained, parts(fitted, trained.network(), dense)));
        }
        TrainedNetwork network = networks.getFirst();
        Parts parts = parts(linear, network, dense);
        var layers = new ArrayList<>(List.of(linear.pipeline().features().size()));
        network.layers().forEach(layer -> layers.add(layer.outputs()));
        return new MappingComparison(options.data(), options.folder(), table.rowCount(), linear.dropped(),
                linear.train().length, network.validationRows(), linear.pipeline().targetNames().getFirst(), layers,
                options.training(), options.recipe(), dense, parts.dense.length, parts.sparse.length, models,
                linear.notes());
    }

    private PipelineFitter.Fitted fit(TargetMapping.Kind kind) {
        return PipelineFitter.fit(table, options.pipeline().withTargetMapping(kind));
    }

    /** Rows of the table: those that mappings are chosen by, all test rows, and the two parts of these. */
    private record Parts(int[] selection, int[] test, int[] dense, int[] sparse) {}

    private Parts parts(PipelineFitter.Fitted fitted, TrainedNetwork network, DensePart dense) {
        int[] train = fitted.train();
        int[] test = fitted.test();
        // The trainer holds out the last of its rows.
        int[] selection = network.validationRows() == 0 ? train
                : Arrays.copyOfRange(train, train.length - network.validationRows(), train.length);
        double[] labels = fitted.pipeline().labelsInUnits(table, test);
        return new Parts(selection, test, rowsWhere(test, i -> dense.contains(labels[i])),
                rowsWhere(test, i -> !dense.contains(labels[i])));
    }

    private static int[] rowsWhere(int[] rows, IntPredicate holds) {
        return IntStream.range(0, rows.length).filter(holds).map(i -> rows[i]).toArray();
    }

    /** The names of all files in the folder of a comparison. */
    public static List<String> files() {
        Stream<String> models = Stream.of(TargetMapping.Kind.values())
                .flatMap(mapping -> PRECISIONS.stream().map(precision -> fileOf(mapping, precision)));
        return Stream.concat(models, Stream.of(Study.SUMMARY)).toList();
    }

    private static String fileOf(TargetMapping.Kind mapping, Precision precision) {
        return mapping.label() + "-" + precision.label() + ".tflite";
    }

    private List<MappedModel> models(Pipeline pipeline, Study.Trained trained, Parts parts) {
        Graph network = Quantizer.floatNetwork(trained.model());
        Evaluator selection = evaluator(pipeline, parts.selection).against(network);
        Evaluator test = evaluator(pipeline, parts.test).against(network);
        TargetMapping mapping = pipeline.targets().getFirst().mapping();
        var models = new ArrayList<MappedModel>();
        for (Precision precision : PRECISIONS) {
            String file = fileOf(mapping.kind(), precision);
            byte[] bytes = TfliteWriter.toBytes(Quantizer.apply(network, Quantizer.plan(network, precision,
                    precision.edges().getFirst(), options.recipe(), trained.inputs())));
            Graph readBack = TfliteReader.read(WholeFile.read(folder.write(file, bytes)));
            models.add(new MappedModel(mapping, precision, file, bytes.length,
                    selection.evaluate(readBack).inUnits().mae(), test.evaluate(readBack),
                    scores(pipeline, parts.dense, network, readBack),
                    scores(pipeline, parts.sparse, network, readBack)));
        }
        return models;
    }

    private Optional<Scores> scores(Pipeline pipeline, int[] rows, Graph network, Graph model) {
        return rows.length == 0 ? Optional.empty()
                : Optional.of(evaluator(pipeline, rows).against(network).evaluate(model).inUnits());
    }

    private Evaluator evaluator(Pipeline pipeline, int[] rows) {
        return Evaluator.on(pipeline.encodeFinite(table, rows, Unseen.ERROR), pipeline.labels(table, rows),
                pipeline.labelsInUnits(table, rows), pipeline::inUnits);
    }
}
