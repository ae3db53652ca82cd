package dev.halfstep.interpret;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Tensor;
import java.util.Optional;

/**
 * A prediction that is no number: what a row holds, or comes to on its way through a network, is more than {@code float32} can say.
 *
 * @param row index among the rows
 * @param value index in the row of its first value that is not a number, or else of the one that is furthest from 0
 * @param given that value
 * @param predicted NaN or infinite
 */
public record NotFinite(int row, int value, float given, float predicted) {

    /** Ordinary values are nearer to 0: it is not for them that sums overflow. */
    private static final float ORDINARY = 1e6f;

    /**
     * The first of some predictions that is no number.
     *
     * @param rows real values {@code [rows, ...]}
     * @param predictions what a model made of them {@code [rows, ...]}
     */
    public static Optional<NotFinite> in(Tensor rows, Tensor predictions) {
        float[] values = predictions.values();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                return Optional.of(of(rows, i / (values.length / rows.shape().extent(0)), values[i]));
            }
        }
        return Optional.empty();
    }

    private static NotFinite of(Tensor rows, int row, float predicted) {
        int width = rows.values().length / rows.shape().extent(0);
        int furthest = 0;
        for (int value = 1; value < width; value++) {
            if (size(rows, row * width + value) > size(rows, row * width + furthest)) {
                furthest = value;
            }
        }
        return new NotFinite(row, furthest, width == 0 ? 0 : rows.values()[row * width + furthest], predicted);
    }

    /** How far a value is from 0; what is not a number is furthest. */
    private static double size(Tensor rows, int index) {
        float value = rows.values()[index];
        return Float.isNaN(value) ? Double.POSITIVE_INFINITY : Math.min(Math.abs(value), Double.MAX_VALUE);
    }

    /** What to say of it: which row, and which of its values, if one of them is the cause. */
    public Problem problem(RowNames names) {
        if (Math.abs(given) < ORDINARY) {
            return Problem.model("the model predicts " + predicted + " for ordinary values").at(names.row(row))
                    .remedy("Look for weights that are beyond all measure, and for a logarithm, root or division of 0.");
        }
        String cause = Float.isNaN(given) ? "the value is not a number (NaN)"
                : "the value is too large for float32, in which the model computes";
        return Problem.of(cause + ": it predicts " + predicted).at(names.value(value)).at(names.row(row))
                .remedy("Leave the row out, or correct the value.");
    }
}
