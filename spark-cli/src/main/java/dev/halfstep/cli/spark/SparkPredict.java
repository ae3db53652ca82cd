package dev.halfstep.cli.spark;

import dev.halfstep.cli.Main;
import dev.halfstep.cli.flag.JsonFlag;
import dev.halfstep.cli.spark.InvalidFlags.Invalid;
import dev.halfstep.problem.Problem;
import dev.halfstep.report.Figures;
import dev.halfstep.report.ResultJson;
import dev.halfstep.spark.HalfstepModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "predict", mixinStandardHelpOptions = true,
        description = "The rows of a table with predictions in the target's units, and what is outside of the quantized domain, by how much.")
final class SparkPredict implements Callable<Integer> {

    private static final String OUTSIDE = "outside";
    private static final String OUTSIDE_BY = "outside_by";
    private static final String REASON = "reason";

    @Parameters(paramLabel = "MODEL", description = "A model with its pipeline.")
    private String file = "";

    @Option(names = "--data", required = true, paramLabel = "TABLE",
            description = "A file, a folder of files, or a table of Spark's catalog.")
    private String data = "";

    @Mixin
    private SourceFlags table = new SourceFlags();

    @Option(names = "--columns", split = ",", paramLabel = "NAME",
            description = "Which of the table's columns are written beside the predictions (default: all).")
    private List<String> columns = new ArrayList<>();

    @Option(names = "--invalid", paramLabel = "error|skip|keep", defaultValue = "keep",
            description = "A row that the model does not take ends the command, is left out, or is written with the reason and without a prediction (default ${DEFAULT-VALUE}).")
    private Invalid invalid = Invalid.KEEP;

    @Mixin
    private InvalidFlags flags = new InvalidFlags();

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "OUT",
            description = "A folder, where Spark's paths lead: OUT.csv for CSV with a header, else Parquet. Added are predicted_TARGET, outside (input, output or both), outside_by ('age -3; wage at its upper end') and the reason for no prediction.")
    private String output = "";

    @Option(names = "--overwrite", description = "Replace what is there.")
    private boolean overwrite;

    @Mixin
    private JsonFlag json = new JsonFlag();

    @Override
    public Integer call() {
        Map<String, Object> counted = Session.run(this::written);
        long rows = count(counted, "rows");
        long without = count(counted, "without");
        long outsideInput = count(counted, "outsideInput");
        long outsideOutput = count(counted, "outsideOutput");
        json.write(() -> ResultJson.object().put("file", output).put("rows", rows).put("missing", without)
                .put("outsideInput", outsideInput).put("outsideOutput", outsideOutput));
        System.err.printf("Wrote %s: %s rows; %s outside the input's domain, %s at an end of the output's%s%n", output,
                Figures.count(rows), Figures.count(outsideInput), Figures.count(outsideOutput),
                without == 0 ? "" : "; " + Figures.count(without) + " without a prediction");
        return Main.done();
    }

    private static long count(Map<String, Object> counted, String what) {
        return (long) Objects.requireNonNull(counted.get(what));
    }

    private Map<String, Object> written(SparkSession spark) throws InterruptedException {
        HalfstepModel model = flags.read(file, invalid).setOutsideCol(OUTSIDE).setOutsideByCol(OUTSIDE_BY)
                .setReasonCol(REASON);
        Dataset<Row> rows = table.read(spark, data);
        requireColumns(rows);
        var counts = new Observation();
        Dataset<Row> scored = model.transform(rows).observe(counts, functions.count(functions.lit(1)).as("rows"),
                functions.count_if(functions.col(REASON).isNotNull()).as("without"), outside("input"),
                outside("output"));
        Dataset<Row> chosen = columns.isEmpty() ? scored : scored.select(kept(model));
        DataFrameWriter<Row> writer = chosen.write().mode(overwrite ? SaveMode.Overwrite : SaveMode.ErrorIfExists);
        if (output.toLowerCase(Locale.ROOT).endsWith(".csv")) {
            writer.option("header", true).option("escape", "\"").option("emptyValue", "").csv(output);
        } else {
            writer.parquet(output);
        }
        return counts.getAsJava();
    }

    private static Column outside(String side) {
        String name = "outside" + Character.toUpperCase(side.charAt(0)) + side.substring(1);
        return functions.count_if(functions.contains(functions.col(OUTSIDE), functions.lit(side))).as(name);
    }

    private Column[] kept(HalfstepModel model) {
        Stream<String> added =
                Stream.concat(model.targets().stream().map(target -> model.getPredictionPrefix() + target),
                        Stream.of(OUTSIDE, OUTSIDE_BY, REASON));
        return Stream.concat(columns.stream(), added)
                .map(name -> functions.col("`" + name.replace("`", "``") + "`")).toArray(Column[]::new);
    }

    private void requireColumns(Dataset<Row> rows) {
        List<String> there = List.of(rows.columns());
        for (String column : columns) {
            if (there.stream().noneMatch(column::equalsIgnoreCase)) {
                throw Problem.option("--columns names a column '" + column + "', which the table does not have")
                        .at(data).remedy("It has " + String.join(", ", there) + ".");
            }
        }
    }
}
