package dev.halfstep.onnx.write;

import dev.halfstep.tensor.Shape;

/** The order of an image's axes. What is no image, because it has other than four axes, has but one order. */
enum Layout {
    /** {@code [batch, row, column, channel]}, as TensorFlow Lite has it. */
    CHANNELS_LAST(0, 2, 3, 1),
    /** {@code [batch, channel, row, column]}, as ONNX has it. */
    CHANNELS_FIRST(0, 3, 1, 2);

    /** How many axes an image has. */
    static final int IMAGE_RANK = 4;

    private final int[] fromOther;

    Layout(int... fromOther) {
        this.fromOther = fromOther;
    }

    /** For each axis the one of the other order. */
    long[] fromOther() {
        return java.util.Arrays.stream(fromOther).asLongStream().toArray();
    }

    Layout other() {
        return this == CHANNELS_LAST ? CHANNELS_FIRST : CHANNELS_LAST;
    }

    /** A shape in this order. */
    Shape of(Shape channelsLast) {
        if (this == CHANNELS_LAST || channelsLast.rank() != IMAGE_RANK) {
            return channelsLast;
        }
        return Shape.of(java.util.Arrays.stream(fromOther).map(channelsLast::extent).toArray());
    }

    /** Where an axis of an image is in this order. */
    int axis(int channelsLast) {
        if (this == CHANNELS_LAST) {
            return channelsLast;
        }
        return java.util.Arrays.stream(fromOther).boxed().toList().indexOf(channelsLast);
    }
}
