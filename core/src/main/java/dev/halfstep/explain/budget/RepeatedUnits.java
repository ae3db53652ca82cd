package dev.halfstep.explain.budget;

/** Finds which unit of a float layer each unit of a quantized layer with more units repeats. */
final class RepeatedUnits {

    private final int count;
    private final int width;
    /** {@code [count][width]} */
    private final double[] products;
    private final double[] ownSquares;
    private final double[] squares;

    /**
     * For each quantized unit the float unit that it repeats: in order, and each at least once, so that they go best together.
     *
     * @param own the quantized layer's sums {@code [rows][count]}
     * @param sums the float layer's {@code [rows][width]}
     */
    static int[] matched(double[] own, int count, double[] sums, int width, int rows) {
        return new RepeatedUnits(own, count, sums, width, rows).matched();
    }

    private RepeatedUnits(double[] own, int count, double[] sums, int width, int rows) {
        this.count = count;
        this.width = width;
        products = new double[count * width];
        ownSquares = new double[count];
        squares = new double[width];
        for (int row = 0; row < rows; row++) {
            for (int u = 0; u < count; u++) {
                double value = own[row * count + u];
                ownSquares[u] += value * value;
                // Units keep their order: the origin of unit u is not before the (u - surplus)th nor behind the uth.
                int last = Math.min(u, width - 1);
                for (int o = Math.max(0, u - (count - width)); o <= last; o++) {
                    products[u * width + o] += value * sums[row * width + o];
                }
            }
            for (int o = 0; o < width; o++) {
                squares[o] += sums[row * width + o] * sums[row * width + o];
            }
        }
    }

    private int[] matched() {
        var best = new double[count * width];
        for (int u = 0; u < count; u++) {
            for (int o = 0; o < width; o++) {
                double before = u == 0 ? (o == 0 ? 0 : Double.NEGATIVE_INFINITY)
                        : Math.max(best[(u - 1) * width + o],
                                o == 0 ? Double.NEGATIVE_INFINITY : best[(u - 1) * width + o - 1]);
                best[u * width + o] = before + cosine(u, o);
            }
        }
        var origins = new int[count];
        origins[count - 1] = width - 1;
        for (int u = count - 2; u >= 0; u--) {
            int o = origins[u + 1];
            boolean stays = o == 0 || best[u * width + o] >= best[u * width + o - 1];
            origins[u] = stays ? o : o - 1;
        }
        return origins;
    }

    private double cosine(int unit, int origin) {
        double length = Math.sqrt(ownSquares[unit] * squares[origin]);
        return length == 0 ? 0 : products[unit * width + origin] / length;
    }
}
