package dev.halfstep.spark;

import dev.halfstep.calibrate.Observations;
import dev.halfstep.calibrate.Ranges;
import dev.halfstep.calibrate.Samples;
import dev.halfstep.graph.Graph;

/** What is gathered of a network's tensors, in the byte form in which it is sent. */
enum Gathering {

    RANGES {
        @Override
        byte[] of(Graph network, Samples samples) {
            return samples.ranges(network, Long.MAX_VALUE).toBytes();
        }

        @Override
        byte[] merged(byte[] one, byte[] other) {
            return Ranges.fromBytes(one).merge(Ranges.fromBytes(other)).toBytes();
        }
    },

    ALL_RANGES {
        @Override
        byte[] of(Graph network, Samples samples) {
            return samples.allRanges(network, Long.MAX_VALUE).toBytes();
        }

        @Override
        byte[] merged(byte[] one, byte[] other) {
            return RANGES.merged(one, other);
        }
    },

    OBSERVATIONS {
        @Override
        byte[] of(Graph network, Samples samples) {
            return samples.observations(network, Long.MAX_VALUE).toBytes();
        }

        @Override
        byte[] merged(byte[] one, byte[] other) {
            return Observations.fromBytes(one).merge(Observations.fromBytes(other)).toBytes();
        }
    };

    /** What is gathered over samples, each of which is read. */
    abstract byte[] of(Graph network, Samples samples);

    /** What is gathered over the samples of both. */
    abstract byte[] merged(byte[] one, byte[] other);
}
