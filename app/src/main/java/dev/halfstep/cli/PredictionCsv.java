package dev.halfstep.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.halfstep.interpret.Predictor;
import dev.halfstep.pipeline.DecodingTable;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.tensor.Codes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Predictions as a table: one line for each row, in the target's units where they are known, and what lies outside. */
final class PredictionCsv {

    private final ModelFile model;
    private final Predictor.Prediction prediction;
    private final OutsideText outside;
    private final int[] rows;
    private final int lines;
    private final int targets;

    /**
     * @param rows index in the data of each row that was predicted
     * @param lines how many rows there are, with those that have a missing cell
     */
    PredictionCsv(ModelFile model, Predictor.Prediction prediction, OutsideText outside, int[] rows, int lines) {
        this.model = model;
        this.prediction = prediction;
        this.outside = outside;
        this.rows = rows;
        this.lines = lines;
        targets = rows.length == 0 ? 1 : prediction.values().values().length / rows.length;
    }

    void write(OutputStream out) throws IOException {
        CsvWriter csv = CsvWriter.builder().build(out);
        try {
            writeRecords(csv);
            csv.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void writeRecords(CsvWriter csv) {
        csv.writeRecord(header());
        IntFunction<String> cells = cells();
        boolean withGaps = lines > rows.length;
        int line = 0;
        for (int i = 0; i < rows.length; i++) {
            for (; withGaps && line < rows[i]; line++) {
                csv.writeRecord(missing(line));
            }
            csv.writeRecord(record(cells, i));
            line = rows[i] + 1;
        }
        for (; withGaps && line < lines; line++) {
            csv.writeRecord(missing(line));
        }
    }

    private List<String> header() {
        var header = new ArrayList<>(List.of("row"));
        List<String> names = model.pipeline().map(Pipeline::targetNames)
                .orElseGet(() -> IntStream.range(0, targets).mapToObj(t -> "output_" + t).toList());
        names.forEach(name -> header.add("predicted_" + name));
        header.add("outside");
        header.add("outside_by");
        return header;
    }

    /** Each predicted value as it is written: in the target's unit where that is known. */
    private IntFunction<String> cells() {
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

    private List<String> record(IntFunction<String> cells, int i) {
        var record = new ArrayList<>(List.of(Integer.toString(rows[i] + 1)));
        for (int t = 0; t < targets; t++) {
            record.add(cells.apply(i * targets + t));
        }
        boolean input = prediction.clippedInputs().get(i);
        boolean end = prediction.endOutputs().get(i);
        record.add(input && end ? "input and output" : input ? "input" : end ? "output" : "");
        record.add(input || end ? outside.of(i) : "");
        return record;
    }

    private List<String> missing(int row) {
        var record = new String[targets + 3];
        Arrays.fill(record, "");
        record[0] = Integer.toString(row + 1);
        record[targets + 1] = "missing";
        return List.of(record);
    }
}
