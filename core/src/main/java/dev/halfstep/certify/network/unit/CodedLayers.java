package dev.halfstep.certify.network.unit;

import dev.halfstep.certify.network.Provable;
import dev.halfstep.certify.network.unit.CodeArithmetic.Rescaling;
import dev.halfstep.graph.Node;
import dev.halfstep.interpret.Program;
import dev.halfstep.lower.CodePair;
import dev.halfstep.lower.CodePair.PowerOfTwoSum;
import dev.halfstep.lower.CodePair.ScaledProduct;
import dev.halfstep.lower.CodePair.ScaledSum;
import dev.halfstep.lower.Dense.CodedDense;
import dev.halfstep.lower.LoweredCoding.Requantized;
import dev.halfstep.lower.LoweredDense;
import dev.halfstep.lower.LoweredElements;
import dev.halfstep.lower.LoweredElements.ByteTable;
import dev.halfstep.lower.LoweredElements.Integers;
import dev.halfstep.lower.LoweredElements.Interpolated;
import dev.halfstep.lower.LoweredElements.Reals;
import dev.halfstep.lower.LoweredElements.Sigmoid;
import dev.halfstep.lower.LoweredFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.IntegerFilter;
import dev.halfstep.lower.LoweredFilter.FilterLayer.WideFilter;
import dev.halfstep.lower.LoweredPairs;
import dev.halfstep.lower.LoweredPool.CodePool;
import dev.halfstep.lower.LoweredReduction.CodeSums;
import dev.halfstep.lower.Requantizer;
import dev.halfstep.lower.rounding.FixedPoint;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;

/** From the lowered record of a node of codes to a layer. */
final class CodedLayers {

    /** Multiplying by a fixed-point number shifts by no more than this in 16 bits. */
    private static final int MOST_SHIFT_16 = 15;

    private static final double INTS = 0x1p31;

    private final CodedUnitReader reader;
    private final Program.Step step;
    private final Node node;
    private final int first;
    private final int zero;
    private final DType type;

    CodedLayers(CodedUnitReader reader, Program.Step step, int first) {
        this.reader = reader;
        this.step = step;
        this.first = first;
        node = step.node();
        type = reader.tensor(node.output()).dtype();
        zero = reader.tensor(node.output()).quantization().isPresent() ? reader.zero(node.output()) : 0;
    }

    /** The layer; none where its codes have no bounds. */
    Optional<CodedLayer> read() {
        return switch (step.lowered()) {
            case LoweredDense dense when dense.layer() instanceof CodedDense coded && dense.computed().isEmpty() ->
                Optional.of(dense(dense.rows(), coded));
            case LoweredFilter filter when filter.computed().isEmpty() -> filter(filter);
            case CodePool pool -> Optional.of(pool.average() ? mean(pool) : largest(pool));
            case CodeSums sums -> Optional.of(sums(sums));
            case LoweredPairs.Codes pairs -> pairs(pairs);
            case Requantized coding -> Optional.of(recoded(coding));
            case LoweredElements elements when !(elements instanceof Reals) -> Optional.of(table(elements));
            default -> Optional.empty();
        };
    }

    /** Gathers exact sums, and what a step of each source is in steps of what comes out. */
    private final class Gathered implements Sums.Reader {

        private final IntUnaryOperator weights;
        private final IntToLongFunction bias;
        private final IntToDoubleFunction scales;
        private final Terms.Builder terms = new Terms.Builder();
        private final List<int[]> products = new ArrayList<>();
        private final List<Integer> integers = new ArrayList<>();
        private final List<Long> starts = new ArrayList<>();
        private final List<Integer> channels = new ArrayList<>();
        /** How many products each sum has. */
        private final List<Integer> counts = new ArrayList<>();

        /** @param scales from a channel's sum to steps of what comes out; a mean's is divided by its count, too */
        Gathered(IntUnaryOperator weights, IntToLongFunction bias, IntToDoubleFunction scales) {
            this.weights = weights;
            this.bias = bias;
            this.scales = scales;
        }

        @Override
        public void product(int source, int weight) {
            products.add(new int[] {source, weights.applyAsInt(weight)});
        }

        @Override
        public void end(int output) {
            double scale = Double.isNaN(scales.applyAsDouble(output)) ? 1.0 / products.size()
                    : scales.applyAsDouble(output);
            for (int[] product : products) {
                terms.add(product[0], scale * product[1]);
                integers.add(product[1]);
            }
            counts.add(products.size());
            products.clear();
            terms.end();
            starts.add(bias.applyAsLong(output));
            channels.add(output);
        }

        CodedLayer layer(Kind kind, double half, int min, int max, Rescaling rescaling, int width, double room) {
            var constants = new double[starts.size()];
            for (int u = 0; u < constants.length; u++) {
                constants[u] = starts.get(u) == 0 ? 0 : scales.applyAsDouble(channels.get(u)) * starts.get(u);
            }
            var arithmetic = new CodeArithmetic.Sums(ints(integers),
                    starts.stream().mapToLong(start -> start).toArray(), ints(channels), rescaling, width, room);
            return made(kind, terms, constants, half, min, max, arithmetic);
        }
    }

    private static int[] ints(List<Integer> all) {
        return all.stream().mapToInt(own -> own).toArray();
    }

    private CodedLayer made(Kind kind, Terms.Builder terms, double[] constants, double half, int min, int max,
            CodeArithmetic arithmetic) {
        return new CodedLayer(step.place(), kind, first, terms.build(), constants, half, min - zero, max - zero,
                reader.scale(node.output()), arithmetic);
    }

    private CodedLayer dense(int rows, CodedDense dense) {
        var sums = new Gathered(dense::weight, dense::bias, o -> dense.scales()[o]);
        Sums.dense(rows, dense.inputs(), dense.outputs(), data(0), sums);
        double room = dense.wide() ? 0x1p62 : INTS;
        for (double scale : dense.scales()) {
            room = Math.min(room, INTS / scale);
        }
        return sums.layer(Kind.PRODUCTS, CodeArithmetic.HALF, dense.min(), dense.max(),
                (sum, o) -> dense.code(sum, o) - zero, dense.wide() ? Long.SIZE : Integer.SIZE, room);
    }

    private Optional<CodedLayer> filter(LoweredFilter filter) {
        int[] data = data(filter.data());
        return switch (filter.layer()) {
            case IntegerFilter integers -> {
                Requantizer to = integers.requantizer();
                var sums = new Gathered(integers::weight, o -> integers.bias()[o],
                        o -> real(to.multipliers()[o], to.shifts()[o]));
                Sums.filter(filter, data, sums);
                yield Optional.of(sums.layer(Kind.PRODUCTS, half(to.shifts()), to.min(), to.max(),
                        (sum, o) -> to.code((int) sum, o) - zero, Integer.SIZE, room(to.shifts())));
            }
            case WideFilter wide -> {
                Requantizer to = wide.requantizer();
                double room = 0x1p46;
                for (int o = 0; o < to.shifts().length; o++) {
                    room = Math.min(room, INTS / wideScale(to, o));
                }
                var sums = new Gathered(wide::weight, o -> wide.bias()[o], o -> wideScale(to, o));
                Sums.filter(filter, data, sums);
                yield Optional.of(sums.layer(Kind.PRODUCTS, CodeArithmetic.HALF, to.min(), to.max(),
                        (sum, o) -> to.code(sum, o) - zero, Long.SIZE, room));
            }
            default -> Optional.empty();
        };
    }

    /** What 64-bit sums are multiplied by: the multiplier as {@link Requantizer#code(long, int)} cuts it. */
    private static double wideScale(Requantizer to, int output) {
        return Math.scalb((double) FixedPoint.cut(to.multipliers()[output]),
                to.shifts()[output] - FixedPoint.CUT_BITS);
    }

    private CodedLayer mean(CodePool pool) {
        var sums = new Gathered(weight -> 1, o -> 0, o -> Double.NaN);
        Sums.pool(pool.window(), data(0), sums);
        // Counts differ next to the border of an image.
        int[] counts = ints(sums.counts);
        sums.channels.clear();
        for (int u = 0; u < counts.length; u++) {
            sums.channels.add(u);
        }
        return sums.layer(Kind.MEANS, CodeArithmetic.HALF, pool.min(), pool.max(),
                (sum, u) -> pool.code((int) sum + counts[u] * zero, counts[u]) - zero, Integer.SIZE, INTS / 2);
    }

    private CodedLayer largest(CodePool pool) {
        var terms = new Terms.Builder();
        Sums.pool(pool.window(), data(0), new Sums.Reader() {
            @Override
            public void product(int source, int weight) {
                terms.add(source, 1);
            }

            @Override
            public void end(int output) {
                terms.end();
            }
        });
        return made(Kind.LARGEST, terms, new double[terms.units()], 0, pool.min(), pool.max(),
                new CodeArithmetic.Largest(pool.min() - zero, pool.max() - zero));
    }

    private CodedLayer sums(CodeSums own) {
        int from = reader.zero(node.input(0));
        double scale = real(own.multiplier(), own.shift());
        var sums = new Gathered(weight -> 1, o -> 0, o -> scale);
        Sums.reduction(own.reduction(), data(0), sums);
        long zeros = (long) own.reduction().count() * from;
        return sums.layer(Kind.MEANS, half(own.shift()), (int) type.min(), (int) type.max(),
                (sum, o) -> (int) own.code(sum + zeros) - zero, Integer.SIZE, room(own.shift()));
    }

    private Optional<CodedLayer> pairs(LoweredPairs.Codes pairs) {
        boolean isLeft = reader.wiring().isComputed(node.input(0));
        boolean isRight = reader.wiring().isComputed(node.input(1));
        return switch (pairs.function()) {
            case ScaledSum sum when sum.kind() != ScaledSum.Kind.SQUARED_DIFFERENCE -> {
                double left = scalb(sum.left(), sum.bits()) * real(sum.output());
                double right = scalb(sum.right(), sum.bits()) * real(sum.output());
                double half = half(sum.output().shift())
                        + (half(sum.left().shift()) + half(sum.right().shift())) * real(sum.output());
                yield Optional.of(pairs(pairs, left, sum.kind() == ScaledSum.Kind.SUM ? right : -right, half,
                        sum.min(), sum.max()));
            }
            case PowerOfTwoSum sum when Math.max(sum.leftShift(), sum.rightShift()) <= MOST_SHIFT_16 ->
                Optional.of(pairs(pairs, Math.scalb(1.0, -sum.leftShift()),
                        sum.sign() * Math.scalb(1.0, -sum.rightShift()), CodeArithmetic.HALF, sum.min(), sum.max()));
            case ScaledProduct product when !product.isQuotient() && isLeft != isRight ->
                Optional.of(product(pairs, product, isLeft));
            default -> Optional.empty();
        };
    }

    private static double scalb(Multiplier multiplier, int bits) {
        return Math.scalb(real(multiplier), bits);
    }

    private CodedLayer pairs(LoweredPairs.Codes pairs, double byLeft, double byRight, double half, int min, int max) {
        int[] left = data(0);
        int[] right = data(1);
        var terms = new Terms.Builder();
        Wiring.pairs(pairs.broadcast(), (a, b) -> {
            terms.add(left[a], byLeft).add(right[b], byRight).end();
        });
        return made(Kind.PAIRS, terms, new double[terms.units()], half, min, max, arithmetic(pairs.function()));
    }

    private CodeArithmetic arithmetic(CodePair function) {
        return new CodeArithmetic.Pairs(function, reader.zero(node.input(0)), reader.zero(node.input(1)), zero);
    }

    /** A product with a constant, which is the weight of the other operand. */
    private CodedLayer product(LoweredPairs.Codes pairs, ScaledProduct product, boolean isLeft) {
        int[] left = data(0);
        int[] right = data(1);
        int constant = node.input(isLeft ? 1 : 0);
        var known = (Codes) reader.tensor(constant).constant().orElseThrow();
        var terms = new Terms.Builder();
        Wiring.pairs(pairs.broadcast(), (a, b) -> {
            double by = (known.rawCode(isLeft ? b : a) - reader.zero(constant)) * real(product.multiplier());
            terms.add(left[a], isLeft ? by : 0).add(right[b], isLeft ? 0 : by).end();
        });
        return made(Kind.PAIRS, terms, new double[terms.units()], half(product.multiplier().shift()), product.min(),
                product.max(), arithmetic(product));
    }

    private CodedLayer recoded(Requantized coding) {
        var terms = new Terms.Builder();
        for (int unit : data(0)) {
            terms.add(unit, real(coding.multiplier())).end();
        }
        return made(Kind.CODING, terms, new double[terms.units()], half(coding.multiplier().shift()),
                (int) coding.to().min(), (int) coding.to().max(), new CodeArithmetic.Recoded(coding));
    }

    private CodedLayer table(LoweredElements elements) {
        int input = node.input(0);
        DType from = reader.tensor(input).dtype();
        int count = (int) (from.max() - from.min() + 1);
        var steps = new int[count];
        for (int i = 0; i < count; i++) {
            steps[i] = (int) code(elements, (int) from.min() + i) - zero;
            if (i > 0 && steps[i] < steps[i - 1]) {
                throw Provable.not("a table of its " + step.place() + " falls");
            }
        }
        var terms = new Terms.Builder();
        for (int unit : data(0)) {
            terms.add(unit, 1).end();
        }
        return made(Kind.FUNCTION, terms, new double[terms.units()], 0, steps[0] + zero, steps[count - 1] + zero,
                new CodeArithmetic.Table(steps, (int) from.min() - reader.zero(input)));
    }

    private long code(LoweredElements elements, int code) {
        return switch (elements) {
            case ByteTable table -> type == DType.UINT8 ? table.table()[code & 0xff] & 0xff
                    : table.table()[code & 0xff];
            case Integers integers -> integers.function().code(code);
            case Interpolated interpolated -> interpolated.code((short) code);
            case Sigmoid sigmoid -> sigmoid.isTangent() ? sigmoid.table().tangent(code)
                    : sigmoid.table().logistic(code);
            case Reals reals -> throw new AssertionError(reals);
        };
    }

    private int[] data(int operand) {
        return reader.wiring().of(node.input(operand));
    }

    private static double real(Multiplier multiplier) {
        return real(multiplier.multiplier(), multiplier.shift());
    }

    private static double real(int multiplier, int shift) {
        return Math.scalb((double) multiplier, shift - 31);
    }

    /** The high half of a product is off by half a step of it at most, and what a shift to the right makes of it by another half. */
    private static double half(int... shifts) {
        double most = CodeArithmetic.HALF;
        for (int shift : shifts) {
            most = Math.max(most, shift < 0 ? CodeArithmetic.HALF + Math.scalb(CodeArithmetic.HALF, shift) : 0);
        }
        return most;
    }

    private static double room(int... shifts) {
        double room = INTS;
        for (int shift : shifts) {
            room = Math.min(room, Math.scalb(INTS, -Math.max(0, shift)));
        }
        return room;
    }
}
