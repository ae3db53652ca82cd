package dev.halfstep.rows;

import dev.halfstep.calibrate.Samples;
import dev.halfstep.model.InputSpec;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import dev.halfstep.tensor.npy.StoredArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Samples in the arrays of one file or several, of which no more than a block is in memory at once. */
final class ArraySamples implements Samples {

    private final List<InputSpec> inputs;
    private final List<Part> parts;
    private final long count;
    private final boolean finite;

    private ArraySamples(List<InputSpec> inputs, List<Part> parts, boolean finite) {
        this.inputs = inputs;
        this.parts = parts;
        this.finite = finite;
        count = parts.stream().mapToLong(part -> part.fits.getFirst().samples()).sum();
    }

    /**
     * The arrays of one file.
     *
     * @param arrays one for each input
     * @param fits how each is samples
     */
    private record Part(List<StoredArray> arrays, List<InputSpec.Fit> fits) {}

    /**
     * Samples in arrays.
     *
     * @param files for each file, at least one, its arrays in the order of the inputs
     * @param alone whether an array may be a single sample, without an axis for samples
     * @throws Problem if an array does not fit its input, or not as many samples are there for each
     */
    static ArraySamples of(List<InputSpec> inputs, List<List<StoredArray>> files, boolean alone) {
        var parts = new ArrayList<Part>();
        for (List<StoredArray> arrays : files) {
            var fits = new ArrayList<InputSpec.Fit>();
            for (int i = 0; i < inputs.size(); i++) {
                inputs.get(i).requireKind(arrays.get(i));
                fits.add(inputs.get(i).fit(arrays.get(i), alone));
                requireAlike(arrays.get(i), fits.get(i), arrays.getFirst(), fits.getFirst());
                if (!parts.isEmpty() && parts.getFirst().fits.get(i).stacked() != fits.get(i).stacked()) {
                    throw arrays.get(i).at(Problem.of("its shape " + arrays.get(i).shape()
                            + " has other axes than those of the files before it").remedy("Give arrays of one shape."));
                }
            }
            parts.add(new Part(List.copyOf(arrays), List.copyOf(fits)));
        }
        return new ArraySamples(inputs, parts, false);
    }

    private static void requireAlike(StoredArray array, InputSpec.Fit fit, StoredArray first, InputSpec.Fit expected) {
        if (fit.samples() != expected.samples()) {
            throw array
                    .at(Problem.of("it holds " + fit.samples() + " samples, but " + Quoted.of(first.name()) + " holds "
                            + expected.samples()).remedy("Give as many for each input."));
        }
    }

    /** The same samples, where infinite values and NaN are a Problem that says where they stand. */
    ArraySamples finite() {
        return new ArraySamples(inputs, parts, true);
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public void read(long limit, int blockSize, Consumer<List<Value>> block) {
        var pending = new PendingBlock(blockSize, block);
        long left = Math.min(limit, count);
        for (Part part : parts) {
            if (left == 0) {
                break;
            }
            try (var reader = new PartReader(part)) {
                long ofPart = Math.min(left, part.fits.getFirst().samples());
                left -= ofPart;
                while (ofPart > 0) {
                    int samples = (int) Math.min(ofPart, pending.remaining());
                    pending.add(reader.next(samples), samples);
                    ofPart -= samples;
                }
            }
        }
        pending.end();
    }

    /** Reads the arrays of one file side by side. */
    private final class PartReader implements AutoCloseable {

        private final Part part;
        private final List<StoredArray.Reader> readers = new ArrayList<>();
        private long done;

        PartReader(Part part) {
            this.part = part;
            try {
                part.arrays.forEach(array -> readers.add(array.open()));
            } catch (Problem problem) {
                close();
                throw problem;
            }
        }

        List<Value> next(int samples) {
            var values = new ArrayList<Value>();
            for (int i = 0; i < readers.size(); i++) {
                InputSpec input = inputs.get(i);
                Shape shape = input.block(samples, part.fits.get(i).stacked());
                Value value = readers.get(i).next(shape);
                try {
                    if (finite && value instanceof Tensor real) {
                        requireFinite(real.values(), samples);
                    }
                    values.add(input.converted(value));
                } catch (Problem problem) {
                    throw part.arrays.get(i).at(problem);
                }
            }
            done += samples;
            return values;
        }

        private void requireFinite(float[] values, int samples) {
            for (int i = 0; i < values.length; i++) {
                if (!Float.isFinite(values[i])) {
                    int width = values.length / samples;
                    throw Problem.of("value " + (i % width + 1) + " of it is "
                            + (Float.isNaN(values[i]) ? "NaN, not a number" : "infinite"))
                            .at("sample " + (done + i / width + 1))
                            .remedy("Leave out such samples, or give finite numbers in their place.");
                }
            }
        }

        @Override
        public void close() {
            readers.forEach(StoredArray.Reader::close);
        }
    }
}
