package dev.halfstep.c.size;

import dev.halfstep.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A processor that the size of a model's C is asked for. */
@SuppressWarnings("ImmutableEnumChecker") // List.of is
public enum SizeTarget {
    CORTEX_M0("arm-none-eabi", "-mcpu=cortex-m0", "-mthumb"),
    CORTEX_M3("arm-none-eabi", "-mcpu=cortex-m3", "-mthumb"),
    CORTEX_M4("arm-none-eabi", "-mcpu=cortex-m4", "-mthumb"),
    CORTEX_M7("arm-none-eabi", "-mcpu=cortex-m7", "-mthumb"),
    CORTEX_M33("arm-none-eabi", "-mcpu=cortex-m33", "-mthumb"),
    RV32("riscv64-unknown-elf", "-march=rv32imc", "-mabi=ilp32"),
    ATMEGA328P("avr", "-mmcu=atmega328p");

    private final String prefix;
    private final List<String> flags;

    SizeTarget(String prefix, String... flags) {
        this.prefix = prefix;
        this.flags = List.of(flags);
    }

    /** What users call it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What the names of its compiler and the tools beside it begin with. */
    String prefix() {
        return prefix;
    }

    /** What its compiler is told. */
    List<String> flags() {
        return flags;
    }

    /**
     * The one of a label.
     *
     * @throws Problem if there is none
     */
    public static SizeTarget of(String label) {
        return Arrays.stream(values()).filter(target -> target.label().equals(label)).findFirst()
                .orElseThrow(() -> Problem.option("no size is known for '" + label + "'").remedy("Choose some of "
                        + Arrays.stream(values()).map(SizeTarget::label).collect(Collectors.joining(", ")) + "."));
    }
}
