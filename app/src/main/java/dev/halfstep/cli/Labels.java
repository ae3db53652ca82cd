package dev.halfstep.cli;

import dev.halfstep.pipeline.Rows;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.tensor.DType;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Names on the command line as values; an unknown name is wrong usage. */
final class Labels {

    private Labels() {}

    /** Such as {@code full-uint8}. */
    static final class PrecisionLabel implements ITypeConverter<Precision> {
        @Override
        public Precision convert(String label) {
            return orWrongUsage(() -> Precision.of(label));
        }
    }

    /** {@code train}, {@code test} or {@code all}. */
    static final class RowsLabel implements ITypeConverter<Rows> {
        @Override
        public Rows convert(String label) {
            return orWrongUsage(() -> Rows.of(label));
        }
    }

    /** Such as {@code uint8}. */
    static final class TypeLabel implements ITypeConverter<DType> {
        @Override
        public DType convert(String label) {
            return Arrays.stream(DType.values()).filter(type -> type.label().equals(label)).findFirst()
                    .orElseThrow(() -> new TypeConversionException("there is no type '" + label + "'; choose one of "
                            + Arrays.stream(DType.values()).map(DType::label).collect(Collectors.joining(", "))));
        }
    }

    private interface Lookup<T> {
        T find();
    }

    private static <T> T orWrongUsage(Lookup<T> lookup) {
        try {
            return lookup.find();
        } catch (Problem problem) {
            throw new TypeConversionException(problem.getMessage());
        }
    }
}
