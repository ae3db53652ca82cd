package dev.halfstep.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.cli.file.Inputs;
import dev.halfstep.cli.file.OutputFile;
import dev.halfstep.cli.flag.JsonFlag;
import dev.halfstep.cli.flag.TableFlags;
import dev.halfstep.cli.flag.TrainingFlags;
import dev.halfstep.cli.value.Labels;
import dev.halfstep.pipeline.PipelineFitter;
import dev.halfstep.pipeline.PipelineOptions;
import dev.halfstep.pipeline.TargetMapping;
import dev.halfstep.report.Figures;
import dev.halfstep.report.NotesText;
import dev.halfstep.report.ResultJson;
import dev.halfstep.study.Study;
import dev.halfstep.table.Table;
import dev.halfstep.table.read.TableReader;
import dev.halfstep.tflite.TfliteWriter;
import dev.halfstep.train.EpochLoss;
import dev.halfstep.train.TrainingOptions;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "train", mixinStandardHelpOptions = true,
        description = "Train the float32 model alone; it carries its pipeline.")
final class TrainCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DATA", description = "A CSV or Parquet file.")
    private Path data = Path.of("");

    @Mixin
    private TableFlags table = new TableFlags();

    @Mixin
    private TrainingFlags training = new TrainingFlags();

    @Option(names = "--target-mapping", paramLabel = "linear|log|yeo-johnson|quantile", defaultValue = "linear",
            converter = Labels.MappingLabel.class,
            description = "How the target is bent before it is learned (default ${DEFAULT-VALUE}).")
    private TargetMapping.Kind mapping = TargetMapping.Kind.LINEAR;

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "F.tflite", description = "The model's file.")
    private OutputFile output = new OutputFile("-");

    @Mixin
    private JsonFlag json = new JsonFlag();

    @Override
    public Integer call() {
        TrainingOptions options = training.options();
        PipelineOptions columns = table.options().withTargetMapping(mapping);
        Path file = Inputs.file(data);
        TableReader.requireUse(file, columns.notation());
        Table read = TableReader.read(file, columns.readOptions());
        PipelineFitter.Fitted fitted = PipelineFitter.fit(read, columns);
        Study.Trained trained;
        try (Progress progress = Progress.training(options.epochs())) {
            trained = Study.train(read, fitted, options, progress);
        }
        output.write(TfliteWriter.toBytes(trained.model()));
        EpochLoss last = trained.network().history().get(trained.network().keptEpoch() - 1);
        json.write(() -> result(fitted, trained));
        json.print(NotesText.of(fitted.notes()));
        json.print(String.format("Wrote %s: trained on %s rows, validated on %s; %s %s, validation %s (standardised)%n",
                output, Figures.count(trained.network().trainingRows()),
                Figures.count(trained.network().validationRows()),
                options.loss().name().toLowerCase(java.util.Locale.ROOT), Figures.of(last.training()),
                Figures.of(last.validation())));
        return Main.done();
    }

    private ObjectNode result(PipelineFitter.Fitted fitted, Study.Trained trained) {
        ObjectNode result = ResultJson.object().put("file", output.name()).put("train", fitted.train().length)
                .put("test", fitted.test().length).put("dropped", fitted.dropped())
                .put("targetMapping", mapping.label()).put("keptEpoch", trained.network().keptEpoch());
        fitted.pipeline().featureNames().forEach(result.putArray("features")::add);
        fitted.pipeline().targetNames().forEach(result.putArray("targets")::add);
        NotesText.add(result, fitted.notes());
        var history = result.putArray("history");
        for (EpochLoss epoch : trained.network().history()) {
            ObjectNode entry = history.addObject().put("epoch", epoch.epoch()).put("training", epoch.training());
            if (Double.isNaN(epoch.validation())) {
                entry.putNull("validation");
            } else {
                entry.put("validation", epoch.validation());
            }
        }
        return result;
    }
}
