package dev.halfstep.certify.grid;

import dev.halfstep.certify.bound.Box;
import dev.halfstep.certify.bound.Space;
import dev.halfstep.certify.bound.Space.Axis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What codes a part of the domain can have: an integer network tells nothing else apart. Those of an interval, and of choices of one
 * feature, are in rising order of the feature.
 *
 * @param codes {@code [cells][slots of the part]}
 * @param values {@code [cells][features of the part]} that have them
 * @param isSure whether these are all that there are: where borders of two slots lie so close that rounding decides, there may be more
 */
public record Cells(int[][] codes, double[][] values, boolean isSure) {

    /** Those of a part, by its index. */
    static Cells of(Space space, int part) {
        Axis axis = space.parts().get(part);
        var codes = new ArrayList<int[]>();
        var values = new ArrayList<double[]>();
        if (!axis.isInterval()) {
            for (int c = 0; c < axis.choices(); c++) {
                add(codes, values, axis.codes()[c], axis.values()[c]);
            }
            return new Cells(codes.toArray(int[][]::new), values.toArray(double[][]::new), true);
        }
        Box whole = space.whole();
        double min = whole.min(part);
        double max = whole.max(part);
        double[] borders = space.borders(axis, min, max);
        add(codes, values, coded(space, axis, (float) min), new double[] {min});
        for (int b = 0; b + 1 < borders.length; b++) {
            double middle = (borders[b] + borders[b + 1]) / 2;
            int[] own = Arrays.stream(axis.slots()).map(s -> space.slots().get(s).above(middle)).toArray();
            add(codes, values, own, new double[] {middle});
        }
        add(codes, values, coded(space, axis, (float) max), new double[] {max});
        return new Cells(codes.toArray(int[][]::new), values.toArray(double[][]::new), areApart(space, axis, borders));
    }

    private static void add(List<int[]> codes, List<double[]> values, int[] code, double[] value) {
        if (codes.isEmpty() || !Arrays.equals(codes.getLast(), code)) {
            codes.add(code);
            values.add(value);
        }
    }

    /** As the model itself codes a value. */
    private static int[] coded(Space space, Axis axis, float value) {
        return Arrays.stream(axis.slots()).map(s -> space.slots().get(s).coder().code(value)).toArray();
    }

    /** Whether no two borders are so close that rounding decides which comes first; slots that have all borders together are one. */
    private static boolean areApart(Space space, Axis axis, double[] borders) {
        if (axis.slots().length < 2) {
            return true;
        }
        double blur = Arrays.stream(axis.slots()).mapToObj(space.slots()::get)
                .mapToDouble(slot -> slot.blur() * slot.step()).sum();
        for (int b = 1; b + 2 < borders.length; b++) {
            if (borders[b + 1] - borders[b] <= blur) {
                return false;
            }
        }
        return true;
    }

    public int count() {
        return codes.length;
    }
}
