package dev.halfstep.calibrate;

import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Value;
import java.util.List;
import java.util.function.Consumer;

/** Samples in memory. */
record HeldSamples(List<Value> inputs) implements Samples {

    HeldSamples {
        inputs = List.copyOf(inputs);
        for (Value input : inputs) {
            int count = samples(input);
            if (count == 0) {
                throw Problem.of("there are no calibration rows").remedy("Give at least one representative row.");
            }
            if (count != samples(inputs.getFirst())) {
                throw Problem.of("the inputs have " + samples(inputs.getFirst()) + " and " + count + " samples");
            }
        }
    }

    private static int samples(Value input) {
        return input.shape().rank() == 0 ? 0 : input.shape().extent(0);
    }

    @Override
    public long count() {
        return samples(inputs.getFirst());
    }

    @Override
    public void read(long limit, int blockSize, Consumer<List<Value>> block) {
        int end = (int) Math.min(limit, count());
        for (int from = 0; from < end; from += blockSize) {
            int start = from;
            int samples = Math.min(blockSize, end - from);
            block.accept(inputs.stream().map(input -> part(input, start, samples)).toList());
        }
    }

    private static Value part(Value input, int from, int samples) {
        Shape all = input.shape();
        if (samples == all.extent(0)) {
            return input;
        }
        return input.slice(from * (all.elements() / all.extent(0)), all.with(0, samples));
    }
}
