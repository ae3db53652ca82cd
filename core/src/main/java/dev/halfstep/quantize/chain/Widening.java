package dev.halfstep.quantize.chain;

import dev.halfstep.lower.Dense.FloatDense;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chain with second codes for features and repeated hidden units, where int8 is too coarse and a budget of multiply-adds
 * allows it.
 *
 * <p>
 * A feature's second code is half a step away from the first, or carries what goes beyond a finer first one. A unit that
 * is repeated {@code r} times has its roundings shifted by a part of a step from copy to copy, so that their mean has {@code r}
 * times the resolution. What gains most for its price is taken first, by the same measure as in {@link InputSearch}.
 *
 * @param chain the same function, with more units
 * @param columns how features become codes
 * @param phases for each hidden unit by which part of a step its sums are shifted, {@code [layer][unit]}; {@code null} for none
 */
record Widening(DenseChain chain, List<ColumnCode> columns, double[] @Nullable [] phases) {

    /** The chain as it is. */
    static Widening none(DenseChain chain, List<ColumnCode> columns) {
        return new Widening(chain, columns, new double[chain.layers().size()][]);
    }

    /** The phase of a unit, in steps. */
    double phase(int layer, int unit) {
        double[] ofLayer = phases[layer];
        return ofLayer == null ? 0 : ofLayer[unit];
    }

    /**
     * Spends a budget.
     *
     * @param search that has chosen the columns
     * @param pairs for each feature the pairs of codes that come into question; empty where one is exact
     * @param variances {@code [hidden layer][unit]}: the squared deviation, in output steps, that a unit's rounding causes
     * @param width multiply-adds allowed, as a multiple of the chain's
     */
    static Widening spent(DenseChain chain, InputSearch search, List<ColumnCode> columns,
            List<List<ColumnCode>> pairs, double[][] variances, double width) {
        return new Spending(chain, search, columns, pairs, variances, width).spend();
    }

    /** Multiply-adds for a row. */
    static long work(DenseChain chain) {
        return chain.layers().stream().mapToLong(l -> (long) l.inputs() * l.outputs()).sum();
    }

    private static final class Spending {

        private final DenseChain chain;
        private final InputSearch search;
        private final List<ColumnCode> columns;
        private final List<List<ColumnCode>> pairs;
        private final double[][] variances;
        private final int[][] repeats;
        private final int[] widths;
        private double left;

        Spending(DenseChain chain, InputSearch search, List<ColumnCode> columns, List<List<ColumnCode>> pairs,
                double[][] variances, double width) {
            this.chain = chain;
            this.search = search;
            this.columns = new ArrayList<>(columns);
            this.pairs = new ArrayList<>(pairs);
            this.variances = variances;
            repeats = new int[variances.length][];
            widths = new int[chain.layers().size() + 1];
            widths[0] = columns.isEmpty() ? chain.inputs() : columns.stream().mapToInt(c -> c.slots().size()).sum();
            for (int l = 0; l < chain.layers().size(); l++) {
                widths[l + 1] = chain.layer(l).outputs();
            }
            for (int l = 0; l < repeats.length; l++) {
                repeats[l] = new int[variances[l].length];
                Arrays.fill(repeats[l], 1);
            }
            left = (width - 1) * work(chain);
        }

        Widening spend() {
            while (buyOne()) {
                // Each purchase changes what the next is worth.
            }
            DenseChain widened = chain;
            var phases = new double[chain.layers().size()][];
            for (int l = 0; l < repeats.length; l++) {
                widened = repeated(widened, l, repeats[l]);
                phases[l] = phases(repeats[l]);
            }
            return new Widening(widened, columns, phases);
        }

        /** What is left of the roundings of all hidden units. */
        private double hidden() {
            double sum = 0;
            for (int l = 0; l < repeats.length; l++) {
                for (int u = 0; u < repeats[l].length; u++) {
                    sum += variances[l][u] / repeats[l][u] / repeats[l][u];
                }
            }
            return sum;
        }

        private boolean buyOne() {
            double hidden = hidden();
            double now = search.total(hidden);
            double best = 0;
            Runnable purchase = () -> {};
            for (int f = 0; f < pairs.size(); f++) {
                int price = widths[1];
                if (!pairs.get(f).isEmpty() && price <= left) {
                    int feature = f;
                    ColumnCode pair = search.bestOf(f, pairs.get(f), hidden);
                    double gain = (now - search.totalWith(f, pair, hidden)) / price;
                    if (gain > best) {
                        best = gain;
                        purchase = () -> buyPair(feature, pair);
                    }
                }
            }
            for (int l = 0; l < repeats.length; l++) {
                int price = widths[l] + widths[l + 2];
                int unit = worst(l);
                double each = variances[l][unit] / repeats[l][unit] / repeats[l][unit];
                double then = variances[l][unit] / (repeats[l][unit] + 1.0) / (repeats[l][unit] + 1);
                double gain = price <= left ? (now - search.total(hidden - each + then)) / price : 0;
                if (gain > best) {
                    best = gain;
                    int layer = l;
                    purchase = () -> buyCopy(layer, unit);
                }
            }
            purchase.run();
            return best > 0;
        }

        /** The unit of which another copy gains most. */
        private int worst(int layer) {
            int worst = 0;
            double most = 0;
            for (int u = 0; u < repeats[layer].length; u++) {
                double r = repeats[layer][u];
                double gain = variances[layer][u] * (1 / (r * r) - 1 / ((r + 1) * (r + 1)));
                if (gain > most) {
                    most = gain;
                    worst = u;
                }
            }
            return worst;
        }

        private void buyPair(int feature, ColumnCode pair) {
            left -= widths[1];
            widths[0]++;
            columns.set(feature, pair);
            pairs.set(feature, List.of());
            search.take(feature, pair);
        }

        private void buyCopy(int layer, int unit) {
            left -= widths[layer] + widths[layer + 2];
            widths[layer + 1]++;
            repeats[layer][unit]++;
        }
    }

    /** The chain with units of a hidden layer repeated; what reads them takes their mean. */
    private static DenseChain repeated(DenseChain chain, int l, int[] repeats) {
        int[] from = origins(repeats);
        FloatDense layer = chain.layer(l);
        FloatDense next = chain.layer(l + 1);
        var weights = new float[from.length * layer.inputs()];
        var bias = new float[from.length];
        var read = new float[next.outputs() * from.length];
        for (int u = 0; u < from.length; u++) {
            System.arraycopy(layer.weights(), from[u] * layer.inputs(), weights, u * layer.inputs(), layer.inputs());
            bias[u] = layer.bias()[from[u]];
            for (int o = 0; o < next.outputs(); o++) {
                read[o * from.length + u] = next.weights()[o * next.inputs() + from[u]] / repeats[from[u]];
            }
        }
        var layers = new ArrayList<>(chain.layers());
        layers.set(l, new FloatDense(weights, bias, layer.inputs(), from.length, layer.min(), layer.max()));
        layers.set(l + 1, new FloatDense(read, next.bias(), from.length, next.outputs(), next.min(), next.max()));
        return new DenseChain(layers);
    }

    /** For each unit of the widened layer the unit it is a copy of. */
    private static int[] origins(int[] repeats) {
        var from = new int[Arrays.stream(repeats).sum()];
        int next = 0;
        for (int u = 0; u < repeats.length; u++) {
            Arrays.fill(from, next, next + repeats[u], u);
            next += repeats[u];
        }
        return from;
    }

    private static double[] phases(int[] repeats) {
        var phases = new double[Arrays.stream(repeats).sum()];
        int next = 0;
        for (int repeat : repeats) {
            for (int c = 0; c < repeat; c++) {
                phases[next++] = (c - (repeat - 1) / 2.0) / repeat;
            }
        }
        return phases;
    }
}
