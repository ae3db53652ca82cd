package dev.halfstep.lower;

import dev.halfstep.lower.rounding.Rounding;
import dev.halfstep.lower.rounding.SigmoidTable;
import dev.halfstep.tensor.DType;

/** A function of each element of one tensor. */
public sealed interface LoweredElements extends Lowered {

    @Override
    default Rounding rounding() {
        return switch (this) {
            case Reals reals -> Rounding.SINGLE_PRECISION;
            case ByteTable byteTable -> Rounding.TABLE;
            case Interpolated interpolated -> Rounding.TABLE;
            case Sigmoid sigmoid -> Rounding.TABLE;
            case Integers integers -> integers.function().rounding();
        };
    }

    /** How many elements there are. */
    int length();

    /** A function of real numbers. */
    record Reals(RealFunction function, int length) implements LoweredElements {}

    /**
     * A function of 8-bit codes as a table.
     *
     * @param table from the byte of a code, taken as unsigned, to the byte of the output's code; see {@link CodeTable}
     */
    record ByteTable(byte[] table, int length) implements LoweredElements {}

    /**
     * A function of int16 codes as a table with straight lines between its entries.
     *
     * @param table see {@link InterpolatedTable}
     * @param isRoot whether codes below 0 have no value, and are refused when they come
     */
    record Interpolated(short[] table, boolean isRoot, int length) implements LoweredElements {

        /** The output's code. */
        public short code(short code) {
            if (isRoot && code < 0) {
                throw CodeFunction.noRoot("the code " + code);
            }
            return InterpolatedTable.at(table, code);
        }
    }

    /**
     * The logistic function or the hyperbolic tangent of int16 codes.
     *
     * @param isTangent whether it is the latter
     */
    record Sigmoid(SigmoidTable table, boolean isTangent, int length) implements LoweredElements {}

    /**
     * A function of integers, each computed by itself.
     *
     * @param dtype of what goes in and what comes out; integers beyond it wrap
     */
    record Integers(CodeFunction function, DType dtype, int length) implements LoweredElements {}
}
