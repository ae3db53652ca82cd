package dev.halfstep.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.halfstep.file.WholeFile;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.report.Figures;
import dev.halfstep.report.ResultJson;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "predict", mixinStandardHelpOptions = true,
        description = "Predictions in the target's units for the rows of a raw table, with a flag for rows outside the quantized domain, and by how much.")
final class PredictCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", description = "A model; with a pipeline it takes raw tables.")
    private Path file = Path.of("");

    @Option(names = "--data", required = true, paramLabel = "DATA",
            description = "A CSV or Parquet file, or X.npy for a model without a pipeline.")
    private Path data = Path.of("");

    @Mixin
    private DataFlags flags = new DataFlags();

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "OUT.csv",
            description = "Row number (from 1), prediction of each target, which side is outside of the domain (input, output or both), and which columns are, by how much: 'age -3; wage at its upper end'. A row with a missing cell has no prediction.")
    private Path output = Path.of("");

    @Mixin
    private JsonFlag json = new JsonFlag();

    @Override
    public Integer call() {
        ModelFile model = ModelFile.read(file);
        DataSource.Batch batch = new DataSource(model, data, flags).inputs(Rows.ALL);
        Predictor predictor = Predictor.of(model.graph());
        Predictor.Prediction prediction = predictor.predict(batch.inputs());
        var outside = new OutsideText(model.pipeline(), predictor, batch.inputs(), prediction.values());
        int count = batch.inputs().shape().extent(0);
        int[] rows = batch.table().isPresent() ? batch.rows() : IntStream.range(0, count).toArray();
        boolean all = flags.rows().orElse(Rows.ALL) == Rows.ALL;
        int missing = batch.table().isPresent() && all ? batch.table().get().rowCount() - count : 0;
        WholeFile.write(output, new PredictionCsv(model, prediction, outside, rows, count + missing)::write);
        report(prediction, count, missing);
        return Main.done();
    }

    private void report(Predictor.Prediction prediction, int count, int missing) {
        int inputs = prediction.clippedInputs().cardinality();
        int outputs = prediction.endOutputs().cardinality();
        ObjectNode result =
                ResultJson.object().put("file", output.toString()).put("rows", count).put("missing", missing)
                        .put("outsideInput", inputs).put("outsideOutput", outputs);
        json.write(result);
        System.err.printf("Wrote %s: %s rows; %s outside the input's domain, %s at an end of the output's%s%n", output,
                Figures.count(count), Figures.count(inputs), Figures.count(outputs),
                missing == 0 ? "" : "; " + Figures.count(missing) + " without a prediction for missing cells");
    }
}
