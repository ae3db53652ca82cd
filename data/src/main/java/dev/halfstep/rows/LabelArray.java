package dev.halfstep.rows;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.npy.Npy;
import java.nio.file.Path;

/** Labels, and rows to measure with, in arrays. */
public final class LabelArray {

    private LabelArray() {}

    /** Standardised labels from an array, one for each row. */
    public static Tensor read(Path file, int rows) {
        Tensor labels = switch (Npy.read(file)) {
            case Tensor real -> real;
            case Codes integers -> integers.rawReals();
        };
        if (rows <= 0 || labels.shape().rank() == 0 || labels.shape().extent(0) != rows) {
            throw Problem.of("labels of shape " + labels.shape() + " do not go with " + rows + " rows")
                    .at(file.toString());
        }
        return finite(labels, file);
    }

    /**
     * The rows, which have to be numbers: what is measured with others is none.
     *
     * @throws Problem if a value is infinite or not a number
     */
    public static Tensor finite(Tensor rows, Path file) {
        float[] values = rows.values();
        int width = values.length / rows.shape().extent(0);
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw Problem.of("the value " + values[i] + " cannot be measured with")
                        .at("row " + (i / width + 1) + ", column " + (i % width + 1)).at(file.toString())
                        .remedy("Leave out such rows, or give numbers in their place.");
            }
        }
        return rows;
    }
}
