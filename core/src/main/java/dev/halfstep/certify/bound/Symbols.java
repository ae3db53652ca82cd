package dev.halfstep.certify.bound;

import dev.halfstep.certify.bound.Space.Axis;
import dev.halfstep.certify.network.Slot;
import dev.halfstep.certify.network.chain.WeightsChain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the values of a box are made of: symbols, each of which lies in an interval, and of which forms are linear functions. First
 * come the features, then for each slot what its code stands for less a multiple of the feature ({@link #follows}), then roundings
 * and the like that were added since.
 *
 * <p>
 * The features of a choice among several, one-hot ones above all, go together: forms take the best of the choices as a whole.
 */
public final class Symbols {

    private final Space space;
    public final int features;
    public final int slots;
    public final double[] min;
    public final double[] max;
    /** How many there are. */
    public int count;
    /** By slot: how much of the feature its code follows: 1 where codes have their steps, 0 where they stand still. */
    public final double[] follows;
    public final int[] codeMin;
    public final int[] codeMax;
    private final List<Group> groups = new ArrayList<>();
    private boolean isExact;
    /** What {@link #range} found. */
    public double least;
    public double most;
    /** What {@link #sumRange} found. */
    public long leastSum;
    public long mostSum;

    /** Choices of several features at once, each as what it changes of the first choice. */
    private static final class Group {

        final Axis axis;
        final int part;
        final int[][] symbols;
        final double[][] changes;
        final int[][] slots;
        final int[][] codes;
        /** How large a value of any choice is at most. */
        final double magnitude;
        int from;
        int to;

        Group(Axis axis, int part, List<Slot> all, int features) {
            this.axis = axis;
            this.part = part;
            int choices = axis.choices();
            magnitude = Arrays.stream(axis.values()).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0);
            symbols = new int[choices][];
            changes = new double[choices][];
            slots = new int[choices][];
            codes = new int[choices][];
            for (int c = 0; c < choices; c++) {
                describe(c, all, features);
            }
        }

        private void describe(int c, List<Slot> all, int features) {
            int width = axis.features().length;
            var at = new int[width + axis.slots().length];
            var by = new double[at.length];
            var ownSlots = new int[axis.slots().length];
            var ownCodes = new int[axis.slots().length];
            int found = 0;
            int coded = 0;
            for (int f = 0; f < width; f++) {
                double change = axis.values()[c][f] - axis.values()[0][f];
                if (change != 0) {
                    at[found] = axis.features()[f];
                    by[found++] = change;
                }
            }
            for (int s = 0; s < axis.slots().length; s++) {
                double change = error(c, s, all) - error(0, s, all);
                if (change != 0) {
                    at[found] = features + axis.slots()[s];
                    by[found++] = change;
                }
                if (axis.codes()[c][s] != axis.codes()[0][s]) {
                    ownSlots[coded] = axis.slots()[s];
                    ownCodes[coded++] = axis.codes()[c][s] - axis.codes()[0][s];
                }
            }
            symbols[c] = Arrays.copyOf(at, found);
            changes[c] = Arrays.copyOf(by, found);
            slots[c] = Arrays.copyOf(ownSlots, coded);
            codes[c] = Arrays.copyOf(ownCodes, coded);
        }

        double error(int choice, int s, List<Slot> all) {
            Slot slot = all.get(axis.slots()[s]);
            for (int f = 0; f < axis.features().length; f++) {
                if (axis.features()[f] == slot.feature()) {
                    return slot.isReal() ? 0 : slot.value(axis.codes()[choice][s]) - axis.values()[choice][f];
                }
            }
            throw new AssertionError(slot);
        }
    }

    /** @param added how many symbols may be added to those of features and slots */
    public Symbols(Space space, int added) {
        this.space = space;
        features = space.domain().width();
        slots = space.slots().size();
        min = new double[features + slots + added];
        max = new double[min.length];
        follows = new double[slots];
        codeMin = new int[slots];
        codeMax = new int[slots];
        for (int p = 0; p < space.parts().size(); p++) {
            Axis axis = space.parts().get(p);
            if (!axis.isInterval() && !axis.isOrdered()) {
                groups.add(new Group(axis, p, space.slots(), features));
            }
        }
    }

    /** From now on features go in as they are, without codes, to see what of a bound is left. */
    public void withoutCodes() {
        isExact = true;
    }

    /** Begins anew with the features and slots of a box. */
    public void of(Box box) {
        count = features + slots;
        for (int p = 0; p < space.parts().size(); p++) {
            Axis axis = space.parts().get(p);
            if (axis.isInterval()) {
                interval(axis, box.min(p), box.max(p));
            } else if (axis.isOrdered()) {
                ordered(axis, (int) box.min(p), (int) box.max(p));
            }
        }
        groups.forEach(group -> choose(group, (int) box.min(group.part), (int) box.max(group.part)));
        if (isExact) {
            for (int s = 0; s < slots; s++) {
                follow(s, 1, 0, 0);
            }
        }
    }

    private void interval(Axis axis, double from, double to) {
        int feature = axis.features()[0];
        double blur = 0;
        for (int s : axis.slots()) {
            Slot slot = space.slots().get(s);
            blur = Math.max(blur, slot.blur() * slot.step());
        }
        // Values just beyond an end that is a border may have the codes of this side.
        min[feature] = from - blur;
        max[feature] = to + blur;
        for (int s : axis.slots()) {
            Slot slot = space.slots().get(s);
            if (slot.isReal()) {
                follow(s, 1, 0, 0);
                continue;
            }
            int first = slot.above(from);
            int last = slot.below(to);
            codeMin[s] = Math.min(first, last);
            codeMax[s] = Math.max(first, last);
            if (codeMin[s] == codeMax[s]) {
                follow(s, 0, slot.value(first), slot.value(first));
            } else if (from >= slot.border(0) && to <= slot.border(slot.levels())) {
                follow(s, 1, -slot.step() / 2 - blur, slot.step() / 2 + blur);
            } else {
                partly(s, slot, from, to, blur);
            }
        }
    }

    /** Codes that end within the interval: they follow the line from their first to their last value. */
    private void partly(int s, Slot slot, double from, double to, double blur) {
        double slope = Math.clamp((slot.value(codeMax[s]) - slot.value(codeMin[s])) / (to - from), 0.0, 1.0);
        double low = slot.offset();
        double high = slot.value(slot.levels() - 1);
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double x : new double[] {from, to, Math.clamp(low, from, to), Math.clamp(high, from, to)}) {
            double off = Math.clamp(x, low, high) - slope * x;
            least = Math.min(least, off);
            most = Math.max(most, off);
        }
        follow(s, slope, least - slot.step() / 2 - blur, most + slot.step() / 2 + blur);
    }

    private void follow(int slot, double slope, double least, double most) {
        follows[slot] = slope;
        min[features + slot] = least;
        max[features + slot] = most;
    }

    private void ordered(Axis axis, int from, int to) {
        int feature = axis.features()[0];
        min[feature] = axis.values()[from][0];
        max[feature] = axis.values()[to][0];
        for (int s = 0; s < axis.slots().length; s++) {
            int slot = axis.slots()[s];
            if (space.slots().get(slot).isReal()) {
                follow(slot, 1, 0, 0);
                continue;
            }
            codeMin[slot] = axis.codes()[from][s];
            codeMax[slot] = axis.codes()[to][s];
            double slope = codeMin[slot] == codeMax[slot] ? 0 : 1;
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (int c = from; c <= to; c++) {
                double off = space.slots().get(slot).value(axis.codes()[c][s]) - slope * axis.values()[c][0];
                least = Math.min(least, off);
                most = Math.max(most, off);
            }
            follow(slot, slope, least, most);
        }
    }

    private void choose(Group group, int from, int to) {
        group.from = from;
        group.to = to;
        Axis axis = group.axis;
        for (int f = 0; f < axis.features().length; f++) {
            min[axis.features()[f]] = axis.values()[0][f];
            max[axis.features()[f]] = axis.values()[0][f];
        }
        for (int s = 0; s < axis.slots().length; s++) {
            int slot = axis.slots()[s];
            double off = group.error(0, s, space.slots());
            follow(slot, 1, off, off);
            codeMin[slot] = axis.codes()[0][s];
            codeMax[slot] = codeMin[slot];
        }
    }

    /** Makes all slots uncertain, as far as the largest feature says, where the first layer codes its inputs while it runs. */
    public void code(WeightsChain.RowCodes coding) {
        double magnitude = 0;
        for (int f = 0; f < features; f++) {
            magnitude = Math.max(magnitude, Math.max(Math.abs(min[f]), Math.abs(max[f])));
        }
        for (Group group : groups) {
            magnitude = Math.max(magnitude, group.magnitude);
        }
        double error = coding.error(magnitude);
        for (int s = 0; s < slots; s++) {
            min[features + s] -= error;
            max[features + s] += error;
        }
    }

    /** How large each feature is at most. */
    public double[] magnitudes() {
        var magnitudes = new double[features];
        for (int f = 0; f < features; f++) {
            magnitudes[f] = Math.max(Math.abs(min[f]), Math.abs(max[f]));
        }
        for (Group group : groups) {
            for (int feature : group.axis.features()) {
                magnitudes[feature] = group.magnitude;
            }
        }
        return magnitudes;
    }

    /** Another symbol. */
    public int add(double least, double most) {
        min[count] = least;
        max[count] = most;
        return count++;
    }

    /**
     * Works out what a form can be: {@link #least} and {@link #most}.
     *
     * @param form coefficients, one for each symbol
     * @param from where they begin
     */
    public void range(double[] form, int from) {
        double sum = 0;
        double apart = 0;
        for (int i = 0; i < count; i++) {
            double c = form[from + i];
            sum += c * (min[i] + max[i]);
            apart += Math.abs(c) * (max[i] - min[i]);
        }
        least = (sum - apart) / 2;
        most = (sum + apart) / 2;
        for (Group group : groups) {
            least += choice(group, form, from, -1, count);
            most += choice(group, form, from, 1, count);
        }
    }

    /**
     * Goes to where a form is largest, as far as features say.
     *
     * @param sign -1 to go where it is least
     * @param values for the features
     * @param codes for the slots' codes there
     */
    public void corner(double[] form, int sign, double[] values, int[] codes) {
        for (int f = 0; f < features; f++) {
            values[f] = sign * form[f] >= 0 ? max[f] : min[f];
        }
        for (int s = 0; s < slots; s++) {
            codes[s] = sign * form[space.slots().get(s).feature()] >= 0 ? codeMax[s] : codeMin[s];
        }
        for (Group group : groups) {
            int best = group.from;
            double most = Double.NEGATIVE_INFINITY;
            for (int c = group.from; c <= group.to; c++) {
                double own = sign * sum(group, c, form, 0, count);
                if (own > most) {
                    most = own;
                    best = c;
                }
            }
            group.axis.set(best, values, codes);
        }
    }

    private double choice(Group group, double[] form, int from, int sign, int limit) {
        double best = Double.NEGATIVE_INFINITY;
        for (int c = group.from; c <= group.to; c++) {
            best = Math.max(best, sign * sum(group, c, form, from, limit));
        }
        return sign * best;
    }

    /** What a choice changes of a form. */
    private double sum(Group group, int choice, double[] form, int from, int limit) {
        double sum = 0;
        int[] symbols = group.symbols[choice];
        double[] changes = group.changes[choice];
        for (int i = 0; i < symbols.length; i++) {
            boolean counts = symbols[i] < limit && !(isExact && symbols[i] >= features);
            sum += counts ? form[from + symbols[i]] * changes[i] : 0;
        }
        return sum;
    }

    /** Works out what a sum of weights times codes can be, exactly: {@link #leastSum} and {@link #mostSum}. */
    public void sumRange(int[] weights, int from) {
        leastSum = 0;
        mostSum = 0;
        for (int s = 0; s < slots; s++) {
            long weight = weights[from + s];
            leastSum += weight * (weight >= 0 ? codeMin[s] : codeMax[s]);
            mostSum += weight * (weight >= 0 ? codeMax[s] : codeMin[s]);
        }
        for (Group group : groups) {
            long fewest = Long.MAX_VALUE;
            long largest = Long.MIN_VALUE;
            for (int c = group.from; c <= group.to; c++) {
                long own = 0;
                int[] symbols = group.slots[c];
                for (int i = 0; i < symbols.length; i++) {
                    own += (long) weights[from + symbols[i]] * group.codes[c][i];
                }
                fewest = Math.min(fewest, own);
                largest = Math.max(largest, own);
            }
            leastSum += fewest;
            mostSum += largest;
        }
    }

    /** How much a feature's symbol ranges over in a part of the domain. */
    public double width(int feature) {
        return max[feature] - min[feature];
    }

    /** How much a form of the features alone changes over a part of the domain. */
    public double spread(Axis axis, int part, double[] form, int from) {
        for (Group group : groups) {
            if (group.part == part) {
                return choice(group, form, from, 1, features) - choice(group, form, from, -1, features);
            }
        }
        int feature = axis.features()[0];
        return Math.abs(form[from + feature]) * width(feature);
    }
}
