package dev.halfstep.cli.spark;

import dev.halfstep.cli.EvaluationReport;
import dev.halfstep.cli.EvaluationReport.Entry;
import dev.halfstep.cli.Main;
import dev.halfstep.cli.flag.JsonFlag;
import dev.halfstep.cli.spark.InvalidFlags.Invalid;
import dev.halfstep.evaluate.Evaluation;
import dev.halfstep.report.Paragraph;
import dev.halfstep.spark.HalfstepModel;
import dev.halfstep.spark.SparkEvaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "evaluate", mixinStandardHelpOptions = true,
        description = "Errors of each model on the same rows, in the target's units. The first float model, if there is one, is what the others are compared with.")
final class SparkEvaluate implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", arity = "1..*",
            description = "Models that take the same features, each with its pipeline.")
    private List<String> files = new ArrayList<>();

    @Option(names = "--data", required = true, paramLabel = "TABLE",
            description = "A file, a folder of files, or a table of Spark's catalog; without the targets' columns models are compared with the float model alone.")
    private String data = "";

    @Mixin
    private SourceFlags table = new SourceFlags();

    @Option(names = "--invalid", paramLabel = "error|skip", defaultValue = "error",
            description = "A row that the models do not take ends the command, or is left out (default ${DEFAULT-VALUE}); one with a missing cell is left out anyhow.")
    private Invalid invalid = Invalid.ERROR;

    @Mixin
    private InvalidFlags flags = new InvalidFlags();

    @Mixin
    private JsonFlag json = new JsonFlag();

    private boolean labelled;

    @Override
    public Integer call() {
        EvaluationReport report = Session.run(this::report);
        json.write(report::json);
        json.print(report.text() + (labelled ? "" : Paragraph.of("There are no labels: the float model's predictions"
                + " stand for them, so that MAE is the deviation from it.")));
        return Main.done();
    }

    private EvaluationReport report(SparkSession spark) {
        List<HalfstepModel> models = files.stream().map(file -> flags.read(file, invalid)).toList();
        Dataset<Row> rows = table.read(spark, data);
        List<Evaluation> evaluations = SparkEvaluation.of(rows, models);
        labelled = SparkEvaluation.hasLabels(rows, models);
        List<Entry> entries = IntStream.range(0, models.size())
                .mapToObj(m -> new Entry(files.get(m), models.get(m).toBytes().length, evaluations.get(m))).toList();
        Optional<Entry> reference = SparkEvaluation.reference(models).stream().mapToObj(entries::get).findFirst();
        return new EvaluationReport(data, entries, reference, models.getFirst().targets(), true);
    }
}
