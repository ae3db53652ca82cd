package dev.halfstep.onnx.write;

import dev.halfstep.tensor.Shape;
import java.util.List;

/** The order of an image's axes. What is no image, because it has other than four axes, has but one order. */
enum Layout {
    /** {@code [batch, row, column, channel]}, as TensorFlow Lite has it. */
    CHANNELS_LAST(0, 2, 3, 1),
    /** {@code [batch, channel, row, column]}, as ONNX has it. */
    CHANNELS_FIRST(0, 3, 1, 2);

    /** How many axes an image has. */
    static final int IMAGE_RANK = 4;

    @SuppressWarnings("ImmutableEnumChecker") // a list that nobody can change
    private final List<Integer> fromOther;

    Layout(Integer... fromOther) {
        this.fromOther = List.of(fromOther);
    }

    /** For each axis the one of the other order. */
    long[] fromOther() {
        return fromOther.stream().mapToLong(Integer::longValue).toArray();
    }

    Layout other() {
        return this == CHANNELS_LAST ? CHANNELS_FIRST : CHANNELS_LAST;
    }

    /** A shape in this order. */
    Shape of(Shape channelsLast) {
        if (this == CHANNELS_LAST || channelsLast.rank() != IMAGE_RANK) {
            return channelsLast;
        }
        return Shape.of(fromOther.stream().mapToInt(channelsLast::extent).toArray());
    }

    /** Where an axis of an image is in this order. */
    int axis(int channelsLast) {
        if (this == CHANNELS_LAST) {
            return channelsLast;
        }
        return fromOther.indexOf(channelsLast);
    }
}
