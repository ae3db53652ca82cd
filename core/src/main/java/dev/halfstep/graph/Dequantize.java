package dev.halfstep.graph;

import dev.halfstep.tensor.Shape;
import java.util.List;

/** Codes, or half-precision values, to {@code float32} values. */
public record Dequantize() implements Op {

    @Override
    public String name() {
        return "DEQUANTIZE";
    }

    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
        return List.of(inputs.getFirst());
    }
}
