package dev.halfstep.cli.value;

import dev.halfstep.c.Layout;
import dev.halfstep.c.size.SizeTarget;
import dev.halfstep.calibrate.RangeMethod;
import dev.halfstep.explain.budget.ErrorBudget;
import dev.halfstep.onnx.OnnxForm;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.pipeline.TargetMapping;
import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.quantize.chain.Effort;
import dev.halfstep.search.Adviser;
import dev.halfstep.study.Flags;
import dev.halfstep.table.Thousands;
import dev.halfstep.tensor.DType;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Names on the command line as values; an unknown name is wrong usage. */
public final class Labels {

    private Labels() {}

    /** Such as {@code full-uint8}. */
    public static final class PrecisionLabel implements ITypeConverter<Precision> {
        @Override
        public Precision convert(String label) {
            return orWrongUsage(() -> Precision.of(label));
        }
    }

    /** Such as {@code yeo-johnson}. */
    public static final class MappingLabel implements ITypeConverter<TargetMapping.Kind> {
        @Override
        public TargetMapping.Kind convert(String label) {
            return orWrongUsage(() -> TargetMapping.Kind.of(label));
        }
    }

    /** Such as {@code arduino}. */
    public static final class LayoutLabel implements ITypeConverter<Layout> {
        @Override
        public Layout convert(String label) {
            return orWrongUsage(() -> Layout.of(label));
        }
    }

    /** Such as {@code cortex-m4}. */
    public static final class SizeTargetLabel implements ITypeConverter<SizeTarget> {
        @Override
        public SizeTarget convert(String label) {
            return orWrongUsage(() -> SizeTarget.of(label));
        }
    }

    /** Such as {@code qlinear}. */
    public static final class OnnxFormLabel implements ITypeConverter<OnnxForm> {
        @Override
        public OnnxForm convert(String label) {
            return Arrays.stream(OnnxForm.values()).filter(form -> form.name().toLowerCase(Locale.ROOT).equals(label))
                    .findFirst().orElseThrow(() -> new TypeConversionException(
                            "there is no form '" + label + "'; choose qdq, qlinear or exact"));
        }
    }

    /** One of the mappings or all of them, to be compared. */
    public record Mappings(List<TargetMapping.Kind> kinds) {}

    /** Such as {@code yeo-johnson}, or {@code all}. */
    public static final class MappingsLabel implements ITypeConverter<Mappings> {
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
    public static final class RowsLabel implements ITypeConverter<Rows> {
        @Override
        public Rows convert(String label) {
            return orWrongUsage(() -> Rows.of(label));
        }
    }

    /** Such as {@code uint8}. */
    public static final class TypeLabel implements ITypeConverter<DType> {
        @Override
        public DType convert(String label) {
            // int4 is for weights alone, and truth values have no codes.
            List<DType> types = Arrays.stream(DType.values())
                    .filter(type -> type != DType.INT4 && type != DType.BOOL).toList();
            return types.stream().filter(type -> type.label().equals(label)).findFirst()
                    .orElseThrow(() -> new TypeConversionException("there is no type '" + label + "'; choose one of "
                            + types.stream().map(DType::label).collect(Collectors.joining(", "))));
        }
    }

    /** A share such as {@code 5%} or {@code 0.05}. */
    public static final class ShareLabel implements ITypeConverter<Double> {
        @Override
        public Double convert(String label) {
            try {
                return label.endsWith("%") ? Double.parseDouble(label.substring(0, label.length() - 1)) / 100
                        : Double.parseDouble(label);
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + label + "' is no share; write 5% or 0.05");
            }
        }
    }

    /**
     * How ranges of inputs and hidden layers are made.
     *
     * @param method of calibration; empty where a domain says what inputs and outputs reach
     */
    public record RangeChoice(Optional<RangeMethod> method) {}

    /** Such as {@code min-max}, or {@code domain}. */
    public static final class RangeLabel implements ITypeConverter<RangeChoice> {
        @Override
        public RangeChoice convert(String label) {
            return label.equals("domain") ? new RangeChoice(Optional.empty())
                    : orWrongUsage(() -> new RangeChoice(Optional.of(RangeMethod.of(label))));
        }
    }

    /** Which codes features get. */
    public enum InputCodes {
        PER_FEATURE,
        SHARED
    }

    /** {@code per-feature} or {@code shared}. */
    public static final class InputCodesLabel implements ITypeConverter<InputCodes> {
        @Override
        public InputCodes convert(String label) {
            return switch (label) {
                case "per-feature" -> InputCodes.PER_FEATURE;
                case "shared" -> InputCodes.SHARED;
                default -> throw new TypeConversionException(
                        "there are no input codes '" + label + "'; choose per-feature or shared");
            };
        }
    }

    /** {@code none}, {@code quick} or {@code thorough}. */
    public static final class EffortLabel implements ITypeConverter<Effort> {
        @Override
        public Effort convert(String label) {
            return Arrays.stream(Effort.values()).filter(effort -> effort.label().equals(label)).findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "there is no fitting '" + label + "'; choose none, quick or thorough"));
        }
    }

    /** {@code source} or {@code layer}. */
    public static final class GroupingLabel implements ITypeConverter<ErrorBudget.Grouping> {
        @Override
        public ErrorBudget.Grouping convert(String label) {
            return switch (label) {
                case "source" -> ErrorBudget.Grouping.SOURCES;
                case "layer" -> ErrorBudget.Grouping.LAYERS;
                default -> throw new TypeConversionException(
                        "errors cannot be grouped by '" + label + "'; choose source or layer");
            };
        }
    }

    /** {@code none}, {@code quick} or {@code thorough}. */
    public static final class AdviceLabel implements ITypeConverter<Adviser.Effort> {
        @Override
        public Adviser.Effort convert(String label) {
            return Arrays.stream(Adviser.Effort.values()).filter(e -> e.name().toLowerCase(Locale.ROOT).equals(label))
                    .findFirst().orElseThrow(() -> new TypeConversionException(
                            "there is no advice '" + label + "'; choose none, quick or thorough"));
        }
    }

    /** Such as {@code ,} or {@code space}. */
    public static final class ThousandsLabel implements ITypeConverter<Thousands> {
        @Override
        public Thousands convert(String label) {
            return orWrongUsage(() -> Thousands.of(label.equals(" ") ? Thousands.SPACE.label() : label));
        }
    }

    /** Such as {@code windows-1251}. */
    public static final class CharsetLabel implements ITypeConverter<Charset> {
        @Override
        public Charset convert(String label) {
            try {
                return Charset.forName(label);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(
                        "there is no character set '" + label + "'; write a name such as windows-1251");
            }
        }
    }

    private interface Lookup<T> {
        T find();
    }

    private static <T> T orWrongUsage(Lookup<T> lookup) {
        try {
            return lookup.find();
        } catch (Problem problem) {
            throw new TypeConversionException(problem.message(Flags.ALL));
        }
    }
}
