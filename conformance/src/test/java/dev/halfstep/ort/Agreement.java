package dev.halfstep.ort;

import dev.halfstep.tensor.Codes;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.List;
import java.util.Locale;

/** How what ONNX Runtime gives compares with what our interpreter gives, over any number of runs. */
public final class Agreement {

    private long values;
    private long unequal;
    private long furthest;
    private double largestError;
    /** Errors are told beside it. */
    private double largest = 1e-3;

    /** Compares runs, ours and theirs in turns: floats beside the largest of all ours. */
    public void addRuns(List<? extends List<? extends Value>> oursAndTheirs) {
        for (int i = 0; i < oursAndTheirs.size(); i += 2) {
            for (Value value : oursAndTheirs.get(i)) {
                if (value instanceof Tensor real) {
                    for (float each : real.values()) {
                        largest = Float.isFinite(each) ? Math.max(largest, Math.abs(each)) : largest;
                    }
                }
            }
        }
        for (int i = 0; i < oursAndTheirs.size(); i += 2) {
            add(oursAndTheirs.get(i), oursAndTheirs.get(i + 1));
        }
    }

    private void add(List<? extends Value> ours, List<? extends Value> theirs) {
        if (ours.size() != theirs.size()) {
            throw new AssertionError(theirs.size() + " outputs, not " + ours.size());
        }
        for (int o = 0; o < ours.size(); o++) {
            if (!ours.get(o).shape().equals(theirs.get(o).shape())) {
                throw new AssertionError(
                        "output " + o + ": " + theirs.get(o).shape() + ", not " + ours.get(o).shape());
            }
            add(ours.get(o), theirs.get(o));
        }
    }

    private void add(Value ours, Value theirs) {
        int elements = ours.shape().elements();
        values += elements;
        switch (ours) {
            case Tensor real -> {
                float[] others = ((Tensor) theirs).values();
                for (int i = 0; i < elements; i++) {
                    float own = real.values()[i];
                    if (Float.floatToIntBits(own) != Float.floatToIntBits(others[i])) {
                        double error = Math.abs((double) own - others[i]) / largest;
                        largestError = Math.max(largestError, Double.isNaN(error) ? Double.POSITIVE_INFINITY : error);
                    }
                }
            }
            case Codes codes -> {
                for (int i = 0; i < elements; i++) {
                    long off = Math.abs(codes.rawCode(i) - ((Codes) theirs).rawCode(i));
                    unequal += off == 0 ? 0 : 1;
                    furthest = Math.max(furthest, off);
                }
            }
        }
    }

    /** The part of codes that are the same. */
    public double equalShare() {
        return values == 0 ? 1 : 1 - (double) unequal / values;
    }

    /** How far two codes are apart at most. */
    public long furthest() {
        return furthest;
    }

    /** How far two floats are apart at most, beside the largest of their output. */
    public double largestError() {
        return largestError;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d values: %.4f %% equal codes, furthest %d; floats to %.1e", values,
                100 * equalShare(), furthest, largestError);
    }
}
