package dev.halfstep.certify.network.unit;

import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.LoweredReduction.Reduction;
import dev.halfstep.lower.SlidingWindow;
import dev.halfstep.lower.SlidingWindow.WindowAxis;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Which units a layer's sums read: one sum after the other, in the order of what comes out. */
final class Sums {

    /** Is told each sum. */
    interface Reader {

        /**
         * One more product of a sum.
         *
         * @param source the unit that is read
         * @param weight the index of its weight
         */
        void product(int source, int weight);

        /**
         * The end of a sum.
         *
         * @param output its channel
         */
        void end(int output);
    }

    private Sums() {}

    /** Rows of a dense layer. */
    static void dense(int rows, int inputs, int outputs, int[] data, Reader reader) {
        for (int row = 0; row < rows; row++) {
            for (int o = 0; o < outputs; o++) {
                for (int i = 0; i < inputs; i++) {
                    reader.product(data[row * inputs + i], o * inputs + i);
                }
                reader.end(o);
            }
        }
    }

    /** Positions of a convolution. */
    static void filter(LoweredFilter filter, int[] data, Reader reader) {
        SlidingWindow window = filter.window();
        positions(window, (output, taps) -> {
            int group = output / window.groupOutputs();
            for (Tap tap : taps) {
                for (int i = 0; i < window.groupInputs(); i++) {
                    reader.product(data[tap.pixel * window.inputs() + group * window.groupInputs() + i],
                            filter.weight(output, tap.index, i));
                }
            }
            reader.end(output);
        });
    }

    /** Windows of a pool: a weight for each value in a window is the same. */
    static void pool(SlidingWindow window, int[] data, Reader reader) {
        positions(window, (output, taps) -> {
            for (Tap tap : taps) {
                reader.product(data[tap.pixel * window.inputs() + output], 0);
            }
            reader.end(output);
        });
    }

    /**
     * An index of a window that lies in the image.
     *
     * @param index counted row by row
     * @param pixel what it covers
     */
    private record Tap(int index, int pixel) {}

    private interface Position {
        void at(int output, List<Tap> taps);
    }

    private static void positions(SlidingWindow window, Position position) {
        WindowAxis rows = window.rows();
        WindowAxis columns = window.columns();
        for (int b = 0; b < window.batches(); b++) {
            for (int r = 0; r < rows.out(); r++) {
                for (int c = 0; c < columns.out(); c++) {
                    List<Tap> taps = taps(window, b, r, c);
                    for (int o = 0; o < window.outputs(); o++) {
                        position.at(o, taps);
                    }
                }
            }
        }
    }

    private static List<Tap> taps(SlidingWindow window, int image, int r, int c) {
        WindowAxis rows = window.rows();
        WindowAxis columns = window.columns();
        var taps = new ArrayList<Tap>();
        for (int i = rows.first(r); i < rows.end(r); i += rows.spacing()) {
            for (int j = columns.first(c); j < columns.end(c); j += columns.spacing()) {
                taps.add(new Tap(i * columns.taps() + j,
                        (image * rows.in() + rows.index(r, i)) * columns.in() + columns.index(c, j)));
            }
        }
        return taps;
    }

    /** The elements of each result of a reduction. */
    static void reduction(Reduction reduction, int[] data, Reader reader) {
        List<List<Integer>> of = new ArrayList<>();
        for (int o = 0; o < reduction.outputs(); o++) {
            of.add(new ArrayList<>());
        }
        IntUnaryOperator output = element -> output(reduction, element);
        for (int e = 0; e < data.length; e++) {
            of.get(output.applyAsInt(e)).add(data[e]);
        }
        for (int o = 0; o < of.size(); o++) {
            of.get(o).forEach(source -> reader.product(source, 0));
            reader.end(o);
        }
    }

    private static int output(Reduction reduction, int element) {
        int left = element;
        int output = 0;
        for (int a = reduction.extents().length - 1; a >= 0; a--) {
            output += left % reduction.extents()[a] * reduction.strides()[a];
            left /= reduction.extents()[a];
        }
        return output;
    }
}
