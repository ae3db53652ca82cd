package dev.halfstep.cli.spark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.halfstep.cli.Main;
import dev.halfstep.cli.flag.JsonFlag;
import dev.halfstep.cli.flag.RecipeFlags;
import dev.halfstep.cli.spark.InvalidFlags.Invalid;
import dev.halfstep.cli.value.Labels;
import dev.halfstep.graph.Interface;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Plan;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.Recipe;
import dev.halfstep.report.Figures;
import dev.halfstep.report.ResultJson;
import dev.halfstep.report.text.ChoiceTable;
import dev.halfstep.report.text.PortText;
import dev.halfstep.spark.Calibration;
import dev.halfstep.spark.HalfstepModel;
import dev.halfstep.tensor.DType;
import dev.halfstep.tflite.TfliteReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "quantize", mixinStandardHelpOptions = true,
        description = "A float model to another precision, calibrated on all rows of a table: the same file as of halfstep quantize, where the rows have the same order.")
final class SparkQuantize implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", description = "A float model with its pipeline.")
    private String input = "";

    @Option(names = "--precision", required = true, paramLabel = "P", converter = Labels.PrecisionLabel.class,
            description = "full-uint8, full-int8, int8 or int16x8; the others need no rows, and no cluster.")
    private Precision precision = Precision.FULL_UINT8;

    @Option(names = "--io", paramLabel = "TYPE", converter = Labels.TypeLabel.class,
            description = "Type of inputs and outputs: float32, uint8, int8, or int16 with int16x8 (default: the precision's own).")
    private @Nullable DType edge;

    @Option(names = "--calibrate", required = true, paramLabel = "TABLE",
            description = "Representative rows: a file, a folder of files, or a table of Spark's catalog.")
    private String data = "";

    @Mixin
    private SourceFlags table = new SourceFlags();

    @Option(names = "--sort", paramLabel = "COLUMN",
            description = "What says the rows' order where several files hold them, or no file does. Repeatable.")
    private List<String> order = new ArrayList<>();

    @Option(names = "--invalid", paramLabel = "error|skip", defaultValue = "error",
            description = "A row that the model does not take ends the command, or is left out (default ${DEFAULT-VALUE}); one with a missing cell is left out anyhow.")
    private Invalid invalid = Invalid.ERROR;

    @Mixin
    private InvalidFlags flags = new InvalidFlags();

    @Mixin
    private RecipeFlags recipe = new RecipeFlags();

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "Q.tflite",
            description = "The quantized model's file, where Spark's paths lead.")
    private String output = "";

    @Mixin
    private JsonFlag json = new JsonFlag();

    /** What came of it. */
    private record Made(Plan plan, byte[] before, byte[] after, long rows, long fitted) {}

    @Override
    public Integer call() {
        if (!precision.needsCalibration()) {
            throw Problem.option("the precision " + precision.label() + " needs no representative rows, and no cluster")
                    .remedy("Use halfstep quantize.");
        }
        recipe.requireNoDomain();
        Made made = Session.run(this::made);
        json.write(() -> result(made));
        json.print(text(made));
        return Main.done();
    }

    private Made made(SparkSession spark) {
        HalfstepModel model = flags.read(input, invalid);
        Recipe meant = recipe.recipe(true);
        DType type = edge == null ? precision.edges().getFirst() : edge;
        recipe.requireEffect(Calibration.network(model), precision, type, meant, List.of());
        Calibration calibration = Calibration.observe(ordered(table.read(spark, data)), model);
        Plan plan = calibration.plan(precision, type, meant);
        HalfstepModel quantized = calibration.apply(plan);
        quantized.toFile(output);
        return new Made(plan, model.toBytes(), quantized.toBytes(), calibration.rows(), calibration.rowsFitted());
    }

    /** Texts that are numbers have the order of numbers. */
    private Dataset<Row> ordered(Dataset<Row> rows) {
        if (order.isEmpty()) {
            return rows;
        }
        var columns = new ArrayList<Column>();
        for (String name : order) {
            Column column = functions.col("`" + name.replace("`", "``") + "`");
            columns.add(column.try_cast("double"));
            columns.add(column);
        }
        return rows.sort(columns.toArray(Column[]::new));
    }

    private String text(Made made) {
        Interface edges = Interface.of(TfliteReader.read(made.after));
        var text = new StringBuilder(String.format(
                "Wrote %s: %s, %s bytes (was %s), calibrated on %s rows; codes are fitted to the first %s%n", output,
                precision.label(), Figures.count(made.after.length), Figures.count(made.before.length),
                Figures.count(made.rows), Figures.count(made.fitted)));
        if (made.plan.choice() != null) {
            text.append(ChoiceTable.of(made.plan.choice()));
        }
        edges.inputs().forEach(port -> text.append(PortText.of("input", port)));
        edges.outputs().forEach(port -> text.append(PortText.of("output", port)));
        return text.toString();
    }

    private ObjectNode result(Made made) {
        ObjectNode result = ResultJson.object().put("file", output).put("precision", precision.label())
                .put("bytes", made.after.length).put("rows", made.rows).put("rowsFitted", made.fitted);
        result.putRawValue("plan", new RawValue(made.plan.toJson()));
        return result;
    }
}
