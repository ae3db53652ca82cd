package dev.halfstep.c.size;

import java.util.ArrayList;
import java.util.List;

/**
 * A board that QEMU emulates, one nanosecond for each instruction.
 *
 * @param machine what QEMU calls it
 * @param flash where programs begin
 * @param ram where memory begins
 * @param uart where characters are sent; empty where the program knows
 * @param tick how many instructions the timer takes for one; 0 where the processor counts itself
 */
record Board(String machine, String flash, String ram, String uart, int tick) {

    /** With Cortex-M3, which also runs what is compiled for Cortex-M0. */
    static final Board AN385 = new Board("mps2-an385", "0x0", "0x20000000", "0x40004000", 40);
    static final Board AN386 = new Board("mps2-an386", "0x0", "0x20000000", "0x40004000", 40);
    static final Board AN500 = new Board("mps2-an500", "0x0", "0x20000000", "0x40004000", 40);
    static final Board AN505 = new Board("mps2-an505", "0x10000000", "0x38000000", "0x50200000", 50);
    static final Board VIRT = new Board("virt", "0x80000000", "0x80400000", "", 0);

    /** The linker's script. */
    String script(String template) {
        return template.replace("FLASH_BEGIN", flash).replace("RAM_BEGIN", ram);
    }

    /** What the compiler is told besides the processor's flags. */
    List<String> options() {
        var options = new ArrayList<>(List.of("-T", "link.ld"));
        if (uart.isEmpty()) {
            options.addAll(List.of("-nostdlib", "-ffreestanding"));
        } else {
            options.addAll(List.of("-nostartfiles", "-DUART=" + uart, "-DTICK_INSTRUCTIONS=" + tick));
        }
        return options;
    }

    /** Of those that come with the compiler; where there is a C library, it is linked by itself. */
    List<String> libraries() {
        return uart.isEmpty() ? List.of("-lgcc") : List.of("-lm");
    }

    /** What QEMU is told. */
    List<String> arguments() {
        var arguments =
                new ArrayList<>(List.of("-M", machine, "-display", "none", "-monitor", "none", "-serial", "stdio",
                        "-no-reboot", "-icount", "shift=0", "-kernel", "program.elf"));
        if (uart.isEmpty()) {
            arguments.addAll(List.of("-bios", "none"));
        }
        return arguments;
    }
}
