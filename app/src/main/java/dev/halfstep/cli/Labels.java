package dev.halfstep.cli;

import dev.halfstep.pipeline.Rows;
import dev.halfstep.pipeline.TargetMapping;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.tensor.DType;
import java.util.Arrays;
import java.util.List;
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

    /** Such as {@code yeo-johnson}. */
    static final class MappingLabel implements ITypeConverter<TargetMapping.Kind> {
        @Override
        public TargetMapping.Kind convert(String label) {
            return orWrongUsage(() -> TargetMapping.Kind.of(label));
        }
    }

    /** One of the mappings or all of them, to be compared. */
    record Mappings(List<TargetMapping.Kind> kinds) {}

    /** Such as {@code yeo-johnson}, or {@code all}. */
    static final class MappingsLabel implements ITypeConverter<Mappings> {
        @Override
        public Mappings convert(String label) {
            if (label.equals("all")) {
                return new Mappings(List.of(TargetMapping.Kind.values()));
            }
            return Arrays.stream(TargetMapping.Kind.values()).filter(kind -> kind.label().equals(label)).findFirst()
                    .map(kind -> new Mappings(List.of(kind)))
                    .orElseThrow(() -> new TypeConversionException("there is no target mapping '" + label
                            + "'. Choose one of " + Arrays.stream(TargetMapping.Kind.values())
                                    .map(TargetMapping.Kind::label).collect(Collectors.joining(", "))
                            + ", all."));
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
