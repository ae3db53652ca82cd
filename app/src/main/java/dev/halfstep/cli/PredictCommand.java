package dev.halfstep.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.halfstep.file.WholeFile;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.pipeline.DecodingTable;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.report.Figures;
import dev.halfstep.report.ResultJson;
import dev.halfstep.tensor.Codes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "predict", mixinStandardHelpOptions = true,
        description = "Predictions in the target's units for the rows of a raw table, with a flag for rows outside the quantized domain.")
final class PredictCommand implements Callable<Integer> {

    @Parameters(paramLabel = "MODEL", description = "A model; with a pipeline it takes raw tables.")
    private Path file = Path.of("");

    @Option(names = "--data", required = true, paramLabel = "DATA",
            description = "A CSV or Parquet file, or X.npy for a model without a pipeline.")
    private Path data = Path.of("");

    @Mixin
    private DataFlags flags = new DataFlags();

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "OUT.csv",
            description = "Row number (from 1), prediction of each target, and which side is outside of the domain: input, output or both. A row with a missing cell has no prediction.")
    private Path output = Path.of("");

    @Mixin
    private JsonFlag json = new JsonFlag();

    @Override
    public Integer call() {
        ModelFile model = ModelFile.read(file);
        DataSource.Batch batch = new DataSource(model, data, flags).inputs(Rows.ALL);
        Predictor.Prediction prediction = Predictor.of(model.graph()).predict(batch.inputs());
        int count = batch.inputs().shape().extent(0);
        int[] rows = batch.table().isPresent() ? batch.rows() : IntStream.range(0, count).toArray();
        boolean all = flags.rows().orElse(Rows.ALL) == Rows.ALL;
        int missing = batch.table().isPresent() && all ? batch.table().get().rowCount() - count : 0;
        WholeFile.write(output, out -> write(out, model, prediction, rows, count + missing));
        report(prediction, count, missing);
        return Main.done();
    }

    private static void write(OutputStream out, ModelFile model, Predictor.Prediction prediction, int[] rows, int lines)
            throws IOException {
        CsvWriter csv = CsvWriter.builder().build(out);
        try {
            writeRecords(csv, model, prediction, rows, lines);
            csv.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void writeRecords(CsvWriter csv, ModelFile model, Predictor.Prediction prediction, int[] rows,
            int lines) {
        int targets = rows.length == 0 ? 1 : prediction.values().values().length / rows.length;
        csv.writeRecord(header(model, targets));
        IntFunction<String> cells = cells(model, prediction, targets);
        boolean withGaps = lines > rows.length;
        int line = 0;
        for (int i = 0; i < rows.length; i++) {
            for (; withGaps && line < rows[i]; line++) {
                csv.writeRecord(missing(line, targets));
            }
            csv.writeRecord(record(cells, prediction, i, rows[i], targets));
            line = rows[i] + 1;
        }
        for (; withGaps && line < lines; line++) {
            csv.writeRecord(missing(line, targets));
        }
    }

    private static List<String> header(ModelFile model, int targets) {
        var header = new ArrayList<>(List.of("row"));
        List<String> names = model.pipeline().map(Pipeline::targetNames)
                .orElseGet(() -> IntStream.range(0, targets).mapToObj(t -> "output_" + t).toList());
        names.forEach(name -> header.add("predicted_" + name));
        header.add("outside");
        return header;
    }

    /** Each predicted value as it is written: in the target's unit where that is known. */
    private static IntFunction<String> cells(ModelFile model, Predictor.Prediction prediction, int targets) {
        float[] values = prediction.values().values();
        if (model.pipeline().isEmpty()) {
            return i -> Float.toString(values[i]);
        }
        Pipeline pipeline = model.pipeline().get();
        Optional<Codes> codes = prediction.codes().filter(c -> DecodingTable.suits(c.dtype()));
        List<DecodingTable> tables = model.decodingTables(pipeline);
        if (codes.isEmpty() || tables.isEmpty()) {
            return i -> Double.toString(pipeline.inUnits(i % targets, values[i]));
        }
        return i -> Double.toString(tables.get(i % targets).inUnits(codes.get().rawCode(i)));
    }

    private static List<String> record(IntFunction<String> cells, Predictor.Prediction prediction, int i, int row,
            int targets) {
        var record = new ArrayList<>(List.of(Integer.toString(row + 1)));
        for (int t = 0; t < targets; t++) {
            record.add(cells.apply(i * targets + t));
        }
        boolean input = prediction.clippedInputs().get(i);
        boolean end = prediction.endOutputs().get(i);
        record.add(input && end ? "input and output" : input ? "input" : end ? "output" : "");
        return record;
    }

    private static List<String> missing(int row, int targets) {
        var record = new String[targets + 2];
        Arrays.fill(record, "");
        record[0] = Integer.toString(row + 1);
        record[targets + 1] = "missing";
        return List.of(record);
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
