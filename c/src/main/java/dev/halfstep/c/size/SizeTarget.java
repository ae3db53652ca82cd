package dev.halfstep.c.size;

import dev.halfstep.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A processor that the size of a model's C is asked for. */
@SuppressWarnings("ImmutableEnumChecker") // List.of is
public enum SizeTarget {
    CORTEX_M0("arm-none-eabi", Board.AN385, "-mcpu=cortex-m0", "-mthumb"),
    CORTEX_M3("arm-none-eabi", Board.AN385, "-mcpu=cortex-m3", "-mthumb"),
    CORTEX_M4("arm-none-eabi", Board.AN386, "-mcpu=cortex-m4", "-mthumb"),
    /** With floating point of single precision. */
    CORTEX_M4F("arm-none-eabi", Board.AN386, "-mcpu=cortex-m4", "-mthumb", "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16"),
    CORTEX_M7("arm-none-eabi", Board.AN500, "-mcpu=cortex-m7", "-mthumb"),
    CORTEX_M33("arm-none-eabi", Board.AN505, "-mcpu=cortex-m33", "-mthumb"),
    RV32("riscv64-unknown-elf", Board.VIRT, "-march=rv32imc", "-mabi=ilp32"),
    ATMEGA328P("avr", null, "-mmcu=atmega328p");

    private final String prefix;
    private final @Nullable Board board;
    private final List<String> flags;

    SizeTarget(String prefix, @Nullable Board board, String... flags) {
        this.prefix = prefix;
        this.board = board;
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

    /** Its compiler. */
    String compiler() {
        return prefix + "-gcc";
    }

    /** What runs its programs on other machines. */
    String emulator() {
        return board == null ? "simavr" : this == RV32 ? "qemu-system-riscv32" : "qemu-system-arm";
    }

    /** The board that QEMU emulates; none where another emulator has the processor alone. */
    Optional<Board> board() {
        return Optional.ofNullable(board);
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
