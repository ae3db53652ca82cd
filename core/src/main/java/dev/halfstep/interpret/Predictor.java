package dev.halfstep.interpret;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.Interface;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Predicts from real values to real values, whatever the model's own types: rows go through the model's {@link Interface} in
 * blocks, and rows that clip are marked. For models with one input and one output. Not safe for use by several threads at once;
 * {@link #copy()} gives each its own.
 */
public final class Predictor {

    private final SampleRunner runner;
    private final Interface.Port input;
    private final Interface.Port output;

    private Predictor(SampleRunner runner, Interface.Port input, Interface.Port output) {
        this.runner = runner;
        this.input = input;
        this.output = output;
    }

    /**
     * A predictor for a model.
     *
     * @throws Problem if the model has several inputs or outputs, or cannot be run
     */
    public static Predictor of(Graph graph) {
        if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
            throw Problem.of("the model has " + graph.inputs().size() + " inputs and " + graph.outputs().size()
                    + " outputs; one of each can be predicted with");
        }
        Interface edges = Interface.of(graph);
        return new Predictor(SampleRunner.of(graph), edges.inputs().getFirst(), edges.outputs().getFirst());
    }

    /** Another predictor for the same model, to be used by another thread. It shares weights and all that was prepared. */
    public Predictor copy() {
        return new Predictor(runner.copy(), input, output);
    }

    /**
     * What a model makes of some rows.
     *
     * @param values real values {@code [rows, ...]}
     * @param codes as the model gave them, if it gives codes; each value has as many as its output has copies
     * @param clippedInputs rows with an input value outside the model's domain
     * @param endOutputs rows with an output value at an end of the model's range, where larger or smaller values may have clipped
     */
    public record Prediction(Tensor values, Optional<Codes> codes, BitSet clippedInputs, BitSet endOutputs) {}

    /** How real values go in. */
    public Interface.Port input() {
        return input;
    }

    /** How real values come out. */
    public Interface.Port output() {
        return output;
    }

    /**
     * Predicts.
     *
     * @param rows real values {@code [rows, ...]}, of the model's shape apart from the first extent
     * @throws Problem if the shape does not fit the model, or a value or what is predicted is not a finite number; codes clip what is
     *         infinite
     */
    public Prediction predict(Tensor rows) {
        return predict(rows, RowNames.NUMBERS);
    }

    /**
     * Predicts, as {@link #predict(Tensor)} does.
     *
     * @param names of the rows and their values, for problems
     */
    public Prediction predict(Tensor rows, RowNames names) {
        Prediction prediction = predicted(rows);
        NotFinite.in(rows, prediction.values).ifPresent(found -> {
            throw found.problem(names);
        });
        return prediction;
    }

    private Prediction predicted(Tensor rows) {
        if (rows.shape().rank() == 0) {
            throw Problem.of("a single number is not an array of rows");
        }
        int count = rows.shape().extent(0);
        if (!runner.keepsSamplesApart() && rows.shape().rank() == input.tensor().shape().rank()) {
            SampleRunner.requireWhole(count, runner.blockSize());
        }
        Shape shape = outputShape(count);
        Memory.require("holding the predictions", (long) shape.elements() * (Float.BYTES + Long.BYTES));
        var values = new float[shape.elements()];
        int outWidth = values.length / Math.max(1, count);
        int copies = output.copies();
        List<Value> codes = new ArrayList<>();
        int block = runner.blockSize();
        for (int from = 0; from < count; from += block) {
            int to = Math.min(count, from + block);
            Value result = runBlock(rows, from, to);
            if (result.shape().elements() != (to - from) * outWidth * copies) {
                throw Problem.of("for " + (to - from) + " rows the model gives the shape " + result.shape()
                        + ", which does not go with its output's shape " + output.tensor().shape());
            }
            float[] real = output.decode(result).values();
            System.arraycopy(real, 0, values, from * outWidth, real.length);
            if (result instanceof Codes) {
                codes.add(result);
            }
        }
        return prediction(rows, count, Tensor.of(shape, values), codes);
    }

    private Value runBlock(Tensor rows, int from, int to) {
        int width = rows.values().length / rows.shape().extent(0);
        float[] values = Arrays.copyOfRange(rows.values(), from * width, to * width);
        return runner.run(List.of(input.encode(Tensor.of(rows.shape().with(0, to - from), values)))).getFirst();
    }

    private Shape outputShape(int rows) {
        Shape shape = output.tensor().shape();
        if (output.copies() > 1) {
            return Shape.of(rows, output.width());
        }
        return shape(shape, runner.keepsSamplesApart() ? 1 : runner.blockSize(), rows);
    }

    /**
     * The shape of what a model predicts for some rows. What it gives for a batch in one piece is as many equal parts as there are
     * samples in it.
     *
     * @param output the declared shape of its output
     * @param together how many samples have to run together
     */
    public static Shape shape(Shape output, int together, int rows) {
        if (output.rank() == 0) {
            return Shape.of(rows, 1);
        }
        boolean isFlat = output.extent(0) != together && together > 1 && output.elements() % together == 0;
        return isFlat ? Shape.of(rows, output.elements() / together) : output.with(0, rows);
    }

    private Prediction prediction(Tensor rows, int count, Tensor values, List<Value> blocks) {
        Shape shape = codesShape(values.shape());
        DType type = output.tensor().dtype();
        Optional<Codes> codes = !type.isInteger() ? Optional.empty()
                : Optional.of(blocks.isEmpty()
                        ? Codes.of(type, shape, new long[0], output.tensor().quantization().orElse(null))
                        : (Codes) Value.concatenated(blocks, shape));
        return new Prediction(values, codes, input.clippedRows(rows), endRows(values, count));
    }

    private Shape codesShape(Shape values) {
        return output.copies() == 1 ? values
                : values.with(1, Math.multiplyExact(values.extent(1), output.copies()));
    }

    private BitSet endRows(Tensor outputs, int count) {
        var marked = new BitSet(count);
        float[] values = outputs.values();
        int width = values.length / Math.max(1, count);
        for (int i = 0; i < values.length; i++) {
            if (output.isEnd(values[i])) {
                marked.set(i / width);
            }
        }
        return marked;
    }
}
