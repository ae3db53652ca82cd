package dev.halfstep.c.net;

import dev.halfstep.lower.LoweredResize;
import dev.halfstep.lower.LoweredResize.FixedAxis;
import dev.halfstep.lower.LoweredResize.Images;
import dev.halfstep.lower.LoweredResize.SignedCodes;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.DType;
import java.util.Map;

/** Images of other extents. */
final class ResizeLayer {

    /** Of an index: the two that it lies between, and how far behind the first. */
    private static final int ENDS = 3;

    private ResizeLayer() {}

    static void write(Layer layer, LoweredResize resize) {
        switch (resize) {
            case SignedCodes codes -> codes(layer, codes);
            case LoweredResize.UnsignedCodes codes -> throw Problem.model("there is no C for " + layer.op()
                    + " of uint8: the reference computes it in floating point")
                    .remedy("Quantize the model to full-int8.");
            case LoweredResize.Reals reals -> throw layer.real();
        }
    }

    private static void codes(Layer layer, SignedCodes codes) {
        Images images = codes.images();
        int rows = codes.rows().lower().length;
        int columns = codes.columns().lower().length;
        layer.describe("images of " + images.rows() + " by " + images.columns() + " to " + rows + " by " + columns
                + ", between the nearest elements");
        String function = layer.functions().use("resized", Map.of("element_t", layer.typeOut(), "sum_t",
                codes.type() == DType.INT16 ? "int64_t" : "int32_t"));
        String rowEnds = ends(layer, "rows", codes.rows());
        String columnEnds = ends(layer, "columns", codes.columns());
        for (int b = 0; b < images.batches(); b++) {
            layer.call(function, Layer.behind(layer.in(0), b * images.rows() * images.columns() * images.channels()),
                    Layer.behind(layer.out(), b * rows * columns * images.channels()), rows, columns, images.columns(),
                    images.channels(), rowEnds, columnEnds);
        }
        layer.rangeOut(layer.rangeIn(0));
    }

    private static String ends(Layer layer, String what, FixedAxis axis) {
        return layer.table(what, "int16_t", ENDS * axis.lower().length, i -> {
            int at = i / ENDS;
            return new int[] {axis.lower()[at], axis.upper()[at], axis.beyond()[at]}[i % ENDS];
        });
    }
}
