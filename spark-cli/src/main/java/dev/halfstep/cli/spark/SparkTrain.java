package dev.halfstep.cli.spark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.cli.Main;
import dev.halfstep.cli.flag.JsonFlag;
import dev.halfstep.cli.flag.TableFlags;
import dev.halfstep.cli.flag.TrainingFlags;
import dev.halfstep.cli.value.Labels;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.pipeline.TargetMapping;
import dev.halfstep.problem.Problem;
import dev.halfstep.report.Figures;
import dev.halfstep.report.NotesText;
import dev.halfstep.report.ResultJson;
import dev.halfstep.spark.HalfstepModel;
import dev.halfstep.spark.TrainingSample;
import dev.halfstep.study.Study;
import dev.halfstep.tflite.TfliteWriter;
import dev.halfstep.train.TrainingListener;
import dev.halfstep.train.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "train", mixinStandardHelpOptions = true,
        description = "Train a float32 model on a sample of a table, on this machine, with a pipeline that is fitted on all of its rows.")
final class SparkTrain implements Callable<Integer> {

    @Parameters(paramLabel = "TABLE", description = "A file, a folder of files, or a table of Spark's catalog.")
    private String data = "";

    @Mixin
    private SourceFlags source = new SourceFlags();

    @Option(names = "--share", required = true, paramLabel = "SHARE",
            description = "Share of the complete rows that is drawn, by what their cells hold: always the same ones. Some more where a category would have none.")
    private double share;

    @Option(names = "--share-seed", paramLabel = "N", defaultValue = "0",
            description = "For other rows (default ${DEFAULT-VALUE}).")
    private long shareSeed;

    @Option(names = "--sample", paramLabel = "SAMPLE.csv",
            description = "Keep the sample in a file of this machine; the model knows it as the table it was trained on.")
    private @Nullable Path sample;

    @Mixin
    private TableFlags columns = new TableFlags();

    @Mixin
    private TrainingFlags training = new TrainingFlags();

    @Option(names = "--target-mapping", paramLabel = "linear|log|yeo-johnson|quantile", defaultValue = "linear",
            converter = Labels.MappingLabel.class,
            description = "How the target is bent before it is learned (default ${DEFAULT-VALUE}).")
    private TargetMapping.Kind mapping = TargetMapping.Kind.LINEAR;

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "F.tflite",
            description = "The model's file, where Spark's paths lead.")
    private String output = "";

    @Mixin
    private JsonFlag json = new JsonFlag();

    private record Made(TrainingSample sample, Study.Trained trained) {}

    @Override
    public Integer call() {
        TrainingOptions options = training.options();
        PipelineOptions fitting = columns.options().withTargetMapping(mapping);
        Made made = Session.run(spark -> made(spark, fitting, options));
        json.write(() -> result(made));
        json.print(NotesText.of(made.sample.fitted().notes()));
        json.print(String.format(
                "Wrote %s: trained on %s rows, validated on %s, of a sample of %s from %s complete rows (%s)%n", output,
                Figures.count(made.trained.network().trainingRows()),
                Figures.count(made.trained.network().validationRows()),
                Figures.count(made.sample.table().rowCount()), Figures.count(made.sample.rows()),
                Figures.percent(made.sample.share())));
        return Main.done();
    }

    private Made made(SparkSession spark, PipelineOptions fitting, TrainingOptions options) {
        Path file = sample == null ? temporary() : sample;
        try {
            TrainingSample drawn = TrainingSample.draw(source.read(spark, data), fitting, share, shareSeed, file);
            Study.Trained trained = Study.train(drawn.table(), drawn.fitted(), options, TrainingListener.none());
            HalfstepModel.fromBytes(TfliteWriter.toBytes(trained.model())).toFile(output);
            return new Made(drawn, trained);
        } finally {
            if (sample == null) {
                delete(file);
            }
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempFile("halfstep-sample", ".csv");
        } catch (IOException e) {
            throw Problem.system("there is no place for the sample: " + e.getMessage()).because(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw Problem.system("the sample could not be deleted: " + e.getMessage()).at(file.toString()).because(e);
        }
    }

    private ObjectNode result(Made made) {
        ObjectNode result = ResultJson.object().put("file", output).put("rows", made.sample.rows())
                .put("sample", made.sample.table().rowCount()).put("share", made.sample.share())
                .put("train", made.sample.fitted().train().length).put("test", made.sample.fitted().test().length)
                .put("keptEpoch", made.trained.network().keptEpoch());
        made.sample.fitted().pipeline().featureNames().forEach(result.putArray("features")::add);
        NotesText.add(result, made.sample.fitted().notes());
        return result;
    }
}
