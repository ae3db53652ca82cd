package dev.halfstep.certify.bound;

import dev.halfstep.certify.domain.InputDomain;
import dev.halfstep.certify.domain.InputDomain.Choices;
import dev.halfstep.certify.domain.InputDomain.Interval;
import dev.halfstep.certify.domain.InputDomain.Part;
import dev.halfstep.certify.network.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A domain together with the codes of its values. Each part has the slots of its features; what is said of choices is worked out
 * once.
 *
 * @param domain the domain
 * @param slots all slots of the integer network; none where there are no codes
 * @param parts one for each part of the domain
 */
public record Space(InputDomain domain, List<Slot> slots, List<Axis> parts) {

    /** Of so many random values of an interval, two are its ends. */
    private static final int ENDS = 8;

    /**
     * A part of the domain.
     *
     * @param features its features
     * @param slots the slots of its features, by their numbers
     * @param values of choices: {@code [choices][features]}; none for an interval
     * @param codes of choices: {@code [choices][slots]}
     */
    public record Axis(int[] features, int[] slots, double[][] values, int[][] codes) {

        public boolean isInterval() {
            return values.length == 0;
        }

        /** Whether its choices are the values of one feature, in rising order, so that some in a row lie in an interval. */
        public boolean isOrdered() {
            return features.length == 1;
        }

        /** Whether one line goes through all of it: an interval, or the values of one feature. */
        public boolean isLine() {
            return isInterval() || isOrdered();
        }

        public int choices() {
            return values.length;
        }

        /** Which choice an input is. */
        private int choice(double[] input) {
            for (int c = 0; c < values.length; c++) {
                boolean isSame = true;
                for (int f = 0; f < features.length; f++) {
                    isSame &= (float) values[c][f] == (float) input[features[f]];
                }
                if (isSame) {
                    return c;
                }
            }
            throw new IllegalStateException("an input is none of the choices");
        }

        /** Sets features and slots to a choice. */
        public void set(int choice, double[] features, int[] slots) {
            for (int f = 0; f < this.features.length; f++) {
                features[this.features[f]] = values[choice][f];
            }
            for (int s = 0; s < this.slots.length; s++) {
                slots[this.slots[s]] = codes[choice][s];
            }
        }
    }

    public static Space of(InputDomain domain, List<Slot> slots) {
        var parts = new ArrayList<Axis>();
        for (Part part : domain.parts()) {
            int[] features = part.features();
            int[] own = IntStream.range(0, slots.size())
                    .filter(s -> Arrays.stream(features).anyMatch(f -> f == slots.get(s).feature())).toArray();
            parts.add(switch (part) {
                case Interval interval -> new Axis(features, own, new double[0][], new int[0][]);
                case Choices choices -> axis(choices, own, slots);
            });
        }
        return new Space(domain, slots, parts);
    }

    private static Axis axis(Choices choices, int[] own, List<Slot> slots) {
        double[][] values = choices.rows().clone();
        if (choices.features().length == 1) {
            Arrays.sort(values, (a, b) -> Double.compare(a[0], b[0]));
        }
        var codes = new int[values.length][own.length];
        for (int c = 0; c < values.length; c++) {
            for (int s = 0; s < own.length; s++) {
                Slot slot = slots.get(own[s]);
                int at = IntStream.range(0, choices.features().length)
                        .filter(f -> choices.features()[f] == slot.feature()).findFirst().orElseThrow();
                codes[c][s] = slot.coder().code((float) values[c][at]);
            }
        }
        return new Axis(choices.features(), own, values, codes);
    }

    /** All of it. */
    public Box whole() {
        var ends = new double[2 * parts.size()];
        for (int p = 0; p < parts.size(); p++) {
            if (domain.parts().get(p) instanceof Interval interval) {
                ends[2 * p] = interval.min();
                ends[2 * p + 1] = interval.max();
            } else {
                ends[2 * p + 1] = parts.get(p).choices() - 1;
            }
        }
        return new Box(ends);
    }

    /** The box that is one input of the domain. */
    public Box at(double[] input) {
        var ends = new double[2 * parts.size()];
        for (int p = 0; p < parts.size(); p++) {
            Axis axis = parts.get(p);
            double at = axis.isInterval() ? input[axis.features[0]] : axis.choice(input);
            ends[2 * p] = at;
            ends[2 * p + 1] = at;
        }
        return new Box(ends);
    }

    /**
     * Sets the features and codes of a part.
     *
     * @param share how far from the lower end of the box it is, as a part of its width
     */
    public void set(int part, Box box, double share, double[] values, int[] codes) {
        Axis axis = parts.get(part);
        double at = Math.clamp(box.min(part) + share * (box.max(part) - box.min(part)), box.min(part), box.max(part));
        if (axis.isInterval()) {
            values[axis.features[0]] = share == 1 ? box.max(part) : at;
            for (int s : axis.slots) {
                codes[s] = slots.get(s).above(values[axis.features[0]]);
            }
        } else {
            axis.set((int) Math.rint(at), values, codes);
        }
    }

    /** The features of a random point of a box; often at its ends. */
    public double[] point(Box box, RandomGenerator random) {
        var values = new double[domain.width()];
        var codes = new int[slots.size()];
        for (int p = 0; p < parts.size(); p++) {
            Axis axis = parts.get(p);
            double min = box.min(p);
            double max = box.max(p);
            if (axis.isInterval()) {
                int where = random.nextInt(ENDS);
                double at = where == 0 ? min : where == 1 ? max : min + random.nextDouble() * (max - min);
                values[axis.features()[0]] = Math.clamp((float) at, min, max);
            } else {
                axis.set((int) min + random.nextInt((int) (max - min) + 1), values, codes);
            }
        }
        return values;
    }

    /** How large the values of each feature are at most. */
    public double[] magnitudes() {
        var magnitudes = new double[domain.width()];
        for (Part part : domain.parts()) {
            switch (part) {
                case Interval interval -> magnitudes[interval.feature()] = Math.max(Math.abs(interval.min()),
                        Math.abs(interval.max()));
                case Choices choices -> {
                    for (double[] row : choices.rows()) {
                        for (int f = 0; f < row.length; f++) {
                            int feature = choices.features()[f];
                            magnitudes[feature] = Math.max(magnitudes[feature], Math.abs(row[f]));
                        }
                    }
                }
            }
        }
        return magnitudes;
    }

    /**
     * Where a box is cut in two along a part: at the end of a slot's codes if one lies inside, else at the border of two codes, and
     * inside of one code in the middle.
     */
    public List<Box> cut(Box box, int part) {
        Axis axis = parts.get(part);
        double min = box.min(part);
        double max = box.max(part);
        if (!axis.isInterval()) {
            double middle = Math.floor((min + max) / 2);
            return List.of(box.with(part, min, middle), box.with(part, middle + 1, max));
        }
        double at = border(axis, min, max);
        return List.of(box.with(part, min, at), box.with(part, at, max));
    }

    private double border(Axis axis, double min, double max) {
        double middle = min + (max - min) / 2;
        double best = middle;
        double distance = Double.POSITIVE_INFINITY;
        for (int s : axis.slots) {
            Slot slot = slots.get(s);
            if (slot.isReal()) {
                continue;
            }
            for (double end : new double[] {slot.border(0), slot.border(slot.levels())}) {
                if (end > min && end < max && Math.abs(end - middle) < distance) {
                    best = end;
                    distance = Math.abs(end - middle);
                }
            }
        }
        if (distance < Double.POSITIVE_INFINITY) {
            return best;
        }
        for (int s : axis.slots) {
            Slot slot = slots.get(s);
            if (slot.isReal()) {
                continue;
            }
            double border = slot.border(slot.above(middle));
            double next = border + slot.step();
            double near = Math.abs(next - middle) < Math.abs(border - middle) ? next : border;
            if (near > min && near < max && Math.abs(near - middle) < distance) {
                best = near;
                distance = Math.abs(near - middle);
            }
        }
        return best;
    }

    /** The borders of the cells between two values of an interval, which are among them. */
    public double[] borders(Axis axis, double min, double max) {
        var all = new double[] {min, max};
        for (int s : axis.slots) {
            Slot slot = slots.get(s);
            int from = slot.above(min) + 1;
            int count = Math.max(0, slot.below(max) - from + 1);
            int known = all.length;
            all = Arrays.copyOf(all, known + count);
            for (int i = 0; i < count; i++) {
                all[known + i] = Math.clamp(slot.border(from + i), min, max);
            }
        }
        return Arrays.stream(all).sorted().distinct().toArray();
    }
}
