package dev.halfstep.predict;

import dev.halfstep.interpret.Predictor;
import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.DecodingTable;
import dev.halfstep.pipeline.Pipeline;
import dev.halfstep.rows.RowBlocks;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Predictions as the lines of a table: one for each row, in the target's units where they are known, and what lies outside. To be
 * used by one thread.
 */
public final class PredictionLines {

    private final ModelFile model;
    private final Predictor predictor;
    private final int targets;
    /** What each code of an 8-bit output is written as, by target; none where other outputs are. */
    private final byte[][][] texts;
    private final CsvLines lines = new CsvLines();

    public PredictionLines(ModelFile model, Predictor predictor) {
        this.model = model;
        this.predictor = predictor;
        targets = predictor.output().width();
        List<DecodingTable> tables = model.pipeline().map(model::decodingTables).orElse(List.of());
        texts = tables.stream().map(PredictionLines::texts).toArray(byte[][][]::new);
    }

    private static byte[][] texts(DecodingTable table) {
        return table.values().stream().map(value -> Double.toString(value).getBytes(StandardCharsets.ISO_8859_1))
                .toArray(byte[][]::new);
    }

    /**
     * What was made of a block of rows.
     *
     * @param lines of the table, as bytes
     * @param rows that were predicted
     * @param missing rows that were not
     * @param outsideInput rows with an input outside of its domain
     * @param outsideOutput rows with an output at an end of its domain
     * @param share of the data that is done, from 0 to 1
     */
    public record Written(byte[] lines, int rows, int missing, int outsideInput, int outsideOutput, double share) {}

    /** The line with the names of the columns. */
    public byte[] header() {
        lines.text("row");
        List<String> names = model.pipeline().map(Pipeline::targetNames)
                .orElseGet(() -> IntStream.range(0, targets).mapToObj(t -> "output_" + t).toList());
        names.forEach(name -> lines.comma().text("predicted_" + name));
        lines.comma().text("outside").comma().text("outside_by").end();
        return lines.take();
    }

    /** Predicts for the rows of a block. */
    public Written of(RowBlocks.Pending pending) {
        RowBlocks.Block block = pending.block();
        int row = 0;
        int outsideInput = 0;
        int outsideOutput = 0;
        if (block.encoded().isPresent()) {
            Tensor inputs = block.encoded().get().input();
            Predictor.Prediction prediction = predictor.predict(inputs, block.names(model.pipeline()));
            var outside =
                    new OutsideText(model.pipeline(), predictor, inputs, prediction.values());
            for (int i = 0; i < block.rows().length; i++) {
                if (block.incomplete()) {
                    missing(block, row, block.rows()[i]);
                }
                row = block.rows()[i] + 1;
                record(block.firstRow() + row, prediction, outside, i);
            }
            outsideInput = prediction.clippedInputs().cardinality();
            outsideOutput = prediction.endOutputs().cardinality();
        }
        if (block.incomplete()) {
            missing(block, row, block.rowCount());
        }
        return new Written(lines.take(), block.rows().length, block.missing(), outsideInput, outsideOutput,
                pending.share());
    }

    private void record(long number, Predictor.Prediction prediction, OutsideText outside, int i) {
        lines.number(number);
        for (int t = 0; t < targets; t++) {
            lines.comma();
            prediction(prediction, i * targets + t, t);
        }
        boolean input = prediction.clippedInputs().get(i);
        boolean end = prediction.endOutputs().get(i);
        lines.comma();
        if (input || end) {
            lines.text(input && end ? "input and output" : input ? "input" : "output").comma().text(outside.of(i));
        } else {
            lines.comma();
        }
        lines.end();
    }

    /** A predicted value: in the target's unit where that is known. */
    private void prediction(Predictor.Prediction prediction, int index, int target) {
        Optional<Codes> codes = prediction.codes();
        if (texts.length > 0 && codes.isPresent()) {
            lines.bytes(texts[target][(int) (codes.get().rawCode(index) - codes.get().dtype().min())]);
            return;
        }
        float value = prediction.values().values()[index];
        lines.text(model.pipeline().map(pipeline -> Double.toString(pipeline.inUnits(target, value)))
                .orElseGet(() -> Float.toString(value)));
    }

    private void missing(RowBlocks.Block block, int from, int to) {
        for (int row = from; row < to; row++) {
            lines.number(block.firstRow() + row + 1);
            for (int t = 0; t < targets; t++) {
                lines.comma();
            }
            lines.comma().text("missing").comma().end();
        }
    }
}
