package dev.halfstep.certify.network.unit;

import dev.halfstep.certify.network.Provable;
import dev.halfstep.certify.network.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Finds which float layer each integer layer stands for: one of its kind, as wide, that reads what its own sources stand for, and of
 * several the one with the most similar weights. A wrong guess costs closeness of a bound, never its truth, since whatever a unit
 * differs from what it is taken for counts into the bound.
 */
final class Partners {

    /** Units of dense layers may have scales of their own: then they are found by the weights. */
    private static final double SAME_SCALE = 0.02;

    private final RealUnits network;
    private final CodedUnits quantized;
    private final List<Partner> found = new ArrayList<>();
    /** By integer unit: its float unit, or -1, and code steps for one real unit. */
    private final int[] units;
    private final double[] passed;
    /** How many slots each feature has. */
    private final int[] slotsOf;
    private final BitSet taken = new BitSet();
    /** Integer layers whose units must all have the scale of their codes. */
    private final BitSet scaled = new BitSet();

    Partners(RealUnits network, CodedUnits quantized) {
        this.network = network;
        this.quantized = quantized;
        units = new int[quantized.units()];
        passed = new double[units.length];
        slotsOf = new int[network.inputs()];
    }

    List<Partner> find() {
        if (network.outputs() != quantized.targets()) {
            throw Provable.not("the two models have " + network.outputs() + " and " + quantized.targets() + " outputs");
        }
        readSlots();
        markScaled();
        for (int l = 0; l < quantized.layers().size(); l++) {
            CodedLayer layer = quantized.layers().get(l);
            Partner partner = partner(layer, scaled.get(l));
            for (int u = 0; u < layer.units(); u++) {
                units[layer.first() + u] = partner.units()[u];
                passed[layer.first() + u] = partner.passed()[u];
            }
            found.add(partner);
        }
        requireOutputs();
        return found;
    }

    private void readSlots() {
        List<Slot> slots = quantized.slots();
        for (int s = 0; s < slots.size(); s++) {
            if (slots.get(s).feature() >= network.inputs()) {
                throw Provable.not("the two models take " + network.inputs() + " and more features");
            }
            units[s] = slots.get(s).feature();
            slotsOf[units[s]]++;
            passed[s] = 1 / slots.get(s).step();
        }
    }

    /** Functions bend at certain values, and the largest of some is one of them: what goes in has the scale of its codes. */
    private void markScaled() {
        for (CodedLayer layer : quantized.layers()) {
            if (layer.kind() == Kind.FUNCTION || layer.kind() == Kind.LARGEST) {
                Arrays.stream(layer.terms().sources()).map(quantized::layerOf).filter(l -> l >= 0)
                        .forEach(scaled::set);
            }
        }
    }

    private Partner partner(CodedLayer layer, boolean isScaled) {
        if (layer.kind() == Kind.CONSTANT) {
            int[] none = new int[layer.units()];
            Arrays.fill(none, Partner.NONE);
            return new Partner(Partner.NONE, false, none, new double[none.length], new double[none.length],
                    layer.terms(), layer.constants());
        }
        if (layer.kind() == Kind.CODING) {
            int[] own = Arrays.stream(layer.terms().sources()).map(source -> units[source]).toArray();
            if (Arrays.stream(own).anyMatch(unit -> unit == Partner.NONE)) {
                throw Provable.not("its " + layer.name() + " reads a constant");
            }
            return made(layer, true, network.layerOf(own[0]), true, own);
        }
        int real = candidate(layer).orElseThrow(
                () -> Provable.not("the float model has no layer that its " + layer.name() + " could stand for"));
        taken.set(real);
        int first = network.layers().get(real).first();
        int[] own = IntStream.range(0, layer.units()).map(u -> first + u / copies(layer)).toArray();
        return made(layer, isScaled, real, false, own);
    }

    private OptionalInt candidate(CodedLayer layer) {
        Set<Integer> read = new TreeSet<>();
        for (int source : layer.terms().sources()) {
            if (units[source] != Partner.NONE) {
                read.add(network.layerOf(units[source]));
            }
        }
        return IntStream.range(0, network.layers().size())
                .filter(l -> !taken.get(l) && network.layers().get(l).kind() == layer.kind()
                        && network.layers().get(l).units() * copies(layer) == layer.units()
                        && sources(network.layers().get(l)).equals(read))
                .boxed().max(Comparator.comparingDouble((Integer l) -> alike(layer, network.layers().get(l)))
                        .thenComparing(Comparator.reverseOrder()))
                .map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /** Outputs may have copies side by side. */
    private int copies(CodedLayer layer) {
        return isOutput(layer) ? quantized.copies() : 1;
    }

    private Set<Integer> sources(RealLayer layer) {
        Set<Integer> read = new TreeSet<>();
        for (int source : layer.terms().sources()) {
            int from = network.layerOf(source);
            if (from < 0 || network.layers().get(from).kind() != Kind.CONSTANT) {
                read.add(from);
            }
        }
        return read;
    }

    /** How similar the weights of two layers are, as the mean over their units. */
    private double alike(CodedLayer layer, RealLayer real) {
        double sum = 0;
        for (int u = 0; u < layer.units(); u++) {
            Map<Integer, Double> own = inReal(layer, u);
            int k = u / copies(layer);
            double squares = own.values().stream().mapToDouble(value -> value * value).sum() * square(real, k);
            sum += squares > 0 ? product(own, real, k) / Math.sqrt(squares) : 0;
        }
        return sum / layer.units();
    }

    /** What a unit's sum changes by, in its code steps, for one real unit of each float unit. */
    private Map<Integer, Double> inReal(CodedLayer layer, int unit) {
        Map<Integer, Double> own = new LinkedHashMap<>();
        Terms terms = layer.terms();
        for (int t = terms.start(unit); t < terms.end(unit); t++) {
            int source = terms.sources()[t];
            if (units[source] != Partner.NONE) {
                own.merge(units[source], terms.weights()[t] * passed[source] / shares(source), Double::sum);
            }
        }
        return own;
    }

    /** Several slots of one feature share what it does. */
    private double shares(int source) {
        return source < quantized.slots().size() ? slotsOf[units[source]] : 1;
    }

    private static double product(Map<Integer, Double> own, RealLayer real, int unit) {
        double product = 0;
        for (int t = real.terms().start(unit); t < real.terms().end(unit); t++) {
            product += real.terms().weights()[t] * own.getOrDefault(real.terms().sources()[t], 0.0);
        }
        return product;
    }

    private static double square(RealLayer real, int unit) {
        double square = 0;
        for (int t = real.terms().start(unit); t < real.terms().end(unit); t++) {
            square += real.terms().weights()[t] * real.terms().weights()[t];
        }
        return square;
    }

    private Partner made(CodedLayer layer, boolean isScaled, int real, boolean isValue, int... own) {
        boolean isFixed = isValue || isScaled || layer.kind() == Kind.LARGEST || isOutput(layer);
        var factors = new double[layer.units()];
        var behind = new double[layer.units()];
        for (int u = 0; u < own.length; u++) {
            double byScale = 1 / layer.scale();
            if (layer.kind() == Kind.FUNCTION) {
                // What goes in is compared with the float sum at the scale of its codes.
                factors[u] = passed[layer.terms().sources()[layer.terms().start(u)]];
            } else {
                factors[u] = isFixed ? byScale
                        : factor(layer, network.layers().get(real), u, byScale);
            }
            behind[u] = layer.kind() == Kind.FUNCTION ? byScale : factors[u];
        }
        if (layer.kind() == Kind.LARGEST
                && Arrays.stream(layer.terms().sources()).anyMatch(source -> passed[source] != 1 / layer.scale())) {
            throw Provable.not("its " + layer.name() + " compares codes of several scales");
        }
        return left(layer, new Partner(real, isValue, own, factors, behind, layer.terms(), layer.constants()));
    }

    private boolean isOutput(CodedLayer layer) {
        return IntStream.range(0, quantized.targets()).flatMap(t -> Arrays.stream(quantized.outputs(t)))
                .anyMatch(unit -> unit >= layer.first() && unit < layer.first() + layer.units());
    }

    private double factor(CodedLayer layer, RealLayer real, int unit, double byScale) {
        double square = square(real, unit);
        double factor = square == 0 ? 0 : product(inReal(layer, unit), real, unit) / square;
        boolean isOther = factor > 0 && Double.isFinite(factor) && Math.abs(factor / byScale - 1) > SAME_SCALE;
        return isOther ? factor : byScale;
    }

    /** What of the float units' weights sums leave. */
    private Partner left(CodedLayer layer, Partner partner) {
        var left = new Terms.Builder();
        double[] constants = layer.constants().clone();
        for (int u = 0; u < layer.units(); u++) {
            double factor = partner.factors()[u];
            Map<Integer, Double> own = new LinkedHashMap<>();
            Terms terms = layer.terms();
            for (int t = terms.start(u); t < terms.end(u) && layer.kind() != Kind.LARGEST; t++) {
                int source = terms.sources()[t];
                if (units[source] != Partner.NONE) {
                    own.merge(units[source], terms.weights()[t] * passed[source], Double::sum);
                }
            }
            if (partner.isValue()) {
                own.merge(partner.units()[u], -factor, Double::sum);
            } else if (layer.kind() != Kind.LARGEST) {
                RealLayer real = network.layers().get(partner.layer());
                int k = partner.units()[u] - real.first();
                constants[u] -= factor * real.bias()[k];
                for (int t = real.terms().start(k); t < real.terms().end(k); t++) {
                    own.merge(real.terms().sources()[t], -factor * real.terms().weights()[t], Double::sum);
                }
            }
            own.forEach(left::add);
            left.end();
        }
        return new Partner(partner.layer(), partner.isValue(), partner.units(), partner.factors(), partner.passed(),
                left.build(), constants);
    }

    /** What comes out stands for what comes out. */
    private void requireOutputs() {
        for (int t = 0; t < quantized.targets(); t++) {
            for (int unit : quantized.outputs(t)) {
                if (units[unit] != network.output(t)) {
                    throw Provable.not("the outputs of the two models are not of layers that stand for each other");
                }
            }
        }
        for (int t = 0; t < network.outputs(); t++) {
            int layer = network.layerOf(network.output(t));
            if (layer < 0 || network.layers().get(layer).isLargest()
                    || !network.layers().get(layer).curve().isLine()) {
                throw Provable.not("its output is a curve's, or the largest of some");
            }
        }
    }
}
