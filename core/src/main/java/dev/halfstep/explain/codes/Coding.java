package dev.halfstep.explain.codes;

import dev.halfstep.graph.Domain;
import dev.halfstep.graph.FeatureCodes;
import dev.halfstep.graph.FeatureCodes.Slot;
import java.util.List;

/** How real values of a column, in the network's unit, become codes, and what these stand for. */
sealed interface Coding {

    /** The value of the smallest code. */
    double low();

    /** The value of the largest code. */
    double high();

    /** The distance of neighbouring codes' values, the smallest where there are several. */
    double step();

    /** How many values can be told apart. */
    long codes();

    /** The index of a value's code, from 0 to {@link #codes()} - 1: values beyond the range get the code at its end. */
    long code(double value);

    /** What the code of a value stands for. */
    double coded(double value);

    /** Whether the code nearest to a value is none that there is. */
    boolean clips(double value);

    /** The sum of the squared distances of values from what their codes stand for. */
    double squaredError(float[] values);

    /** Codes in equal steps, from {@code low} on. */
    record Even(double low, double step, long codes) implements Coding {

        /** The codes of a tensor, each {@code 1 / copies} of a step apart where that many are averaged. */
        static Even of(Domain domain, int copies) {
            double step = domain.step();
            double low = step * (domain.dtype().min() - domain.quantization().zeroPoint());
            long last = domain.dtype().max() - domain.dtype().min();
            return new Even(low, step / copies, last * copies + 1);
        }

        @Override
        public double high() {
            return low + step * (codes - 1);
        }

        private double nearest(double value) {
            return Math.floor((value - low) / step + 0.5);
        }

        @Override
        public long code(double value) {
            return (long) Math.clamp(nearest(value), 0.0, codes - 1.0);
        }

        @Override
        public double coded(double value) {
            return low + step * Math.clamp(nearest(value), 0.0, codes - 1.0);
        }

        @Override
        public boolean clips(double value) {
            double place = (value - low) / step;
            return place <= -0.5 || place >= codes - 0.5;
        }

        /** As {@link #coded}, in a loop that is run for every range that is tried. */
        @Override
        public double squaredError(float[] values) {
            double perStep = 1 / step;
            double last = codes - 1.0;
            double sum = 0;
            for (float value : values) {
                double distance = value - low;
                double nearest = Math.min(Math.max(Math.floor(distance * perStep + 0.5), 0), last);
                double error = distance - step * nearest;
                sum += error * error;
            }
            return sum;
        }
    }

    /**
     * The codes of one feature that has slots of its own. Several slots whose ranges overlap are half a step apart or so, and stand
     * for their mean; of those that do not, each carries what goes beyond the one before, and they stand for their sum.
     *
     * @param slots at least one
     * @param overlap whether their ranges do
     */
    record Slots(List<Slot> slots, boolean overlap) implements Coding {

        /** The codes that a feature's slots give. */
        static Slots of(List<Slot> slots) {
            var apart = new Slots(List.copyOf(slots), false);
            double longest = slots.stream().mapToDouble(slot -> slot.last() - slot.offset()).max().orElseThrow();
            return new Slots(apart.slots, slots.size() > 1 && apart.high() - apart.low() < longest + apart.step());
        }

        @Override
        public double low() {
            return slots.stream().mapToDouble(Slot::offset).min().orElseThrow();
        }

        @Override
        public double high() {
            return slots.stream().mapToDouble(Slot::last).max().orElseThrow();
        }

        @Override
        public double step() {
            return slots.stream().mapToDouble(Slot::step).min().orElseThrow();
        }

        /** Each slot has its own places where one number gives way to the next. */
        @Override
        public long codes() {
            return (FeatureCodes.LEVELS - 1L) * slots.size() + 1;
        }

        @Override
        public long code(double value) {
            long code = 0;
            for (Slot slot : slots) {
                code += slot.code(value);
            }
            return code;
        }

        @Override
        public double coded(double value) {
            double sum = 0;
            for (Slot slot : slots) {
                sum += slot.step() * slot.code(value) + (overlap ? slot.offset() : 0);
            }
            return overlap ? sum / slots.size() : low() + sum;
        }

        @Override
        public boolean clips(double value) {
            for (Slot slot : slots) {
                if (slot.excess(value) == 0) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public double squaredError(float[] values) {
            double sum = 0;
            for (float value : values) {
                double error = coded(value) - value;
                sum += error * error;
            }
            return sum;
        }
    }
}
