package dev.halfstep.graph;

import dev.halfstep.tensor.Shape;
import java.util.List;

/** Real values, or codes of another quantization, to the codes of the output tensor. */
public record Quantize() implements Op {

    @Override
    public String name() {
        return "QUANTIZE";
    }

    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
        return List.of(inputs.getFirst());
    }
}
