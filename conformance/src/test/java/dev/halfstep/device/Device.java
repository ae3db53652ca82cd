package dev.halfstep.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processors that emulators of this machine run programs on. */
@SuppressWarnings("ImmutableEnumChecker") // List.of is
enum Device {
    CORTEX_M0("arm-none-eabi-gcc", "qemu-system-arm", "microbit", "0x0", "0x20000000", "16K", "-mcpu=cortex-m0",
            "-mthumb"),
    CORTEX_M3("arm-none-eabi-gcc", "qemu-system-arm", "mps2-an385", "0x0", "0x20000000", "1M", "-mcpu=cortex-m3",
            "-mthumb"),
    CORTEX_M4("arm-none-eabi-gcc", "qemu-system-arm", "mps2-an386", "0x0", "0x20000000", "1M", "-mcpu=cortex-m4",
            "-mthumb"),
    CORTEX_M7("arm-none-eabi-gcc", "qemu-system-arm", "mps2-an500", "0x0", "0x20000000", "1M", "-mcpu=cortex-m7",
            "-mthumb"),
    CORTEX_M33("arm-none-eabi-gcc", "qemu-system-arm", "mps2-an505", "0x10000000", "0x38000000", "1M",
            "-mcpu=cortex-m33",
            "-mthumb"),
    /** With vectors. */
    CORTEX_M55("arm-none-eabi-gcc", "qemu-system-arm", "mps3-an547", "0x0", "0x20000000", "512K", "-mcpu=cortex-m55",
            "-mfloat-abi=hard", "-mthumb"),
    RV32("riscv64-unknown-elf-gcc", "qemu-system-riscv32", "virt", "", "", "", "-march=rv32imc", "-mabi=ilp32");

    /** Where there are vectors, they have to be switched on. */
    private static final String START = """
            extern void _start(void);
            extern char __stack;
            static void reset(void)
            {
            #ifdef __ARM_FEATURE_MVE
                *(volatile unsigned *)0xE000ED88 |= 0xF00000;
                __asm volatile("dsb; isb");
            #endif
                _start();
            }
            __attribute__((section(".vectors"), used)) void *const vectors[] = {&__stack, (void *)reset};
            """;
    private static final List<String> RISCV = List.of("--specs=picolibc.specs", "--crt0=hosted", "--oslib=semihost",
            "-Wl,--defsym=__flash=0x80000000", "-Wl,--defsym=__flash_size=0x200000", "-Wl,--defsym=__ram=0x80200000",
            "-Wl,--defsym=__ram_size=0x200000", "-Tpicolibc.ld");

    private final String compiler;
    private final String emulator;
    private final String machine;
    private final String flash;
    private final String ram;
    private final String ramSize;
    private final List<String> flags;

    Device(String compiler, String emulator, String machine, String flash, String ram, String ramSize,
            String... flags) {
        this.compiler = compiler;
        this.emulator = emulator;
        this.machine = machine;
        this.flash = flash;
        this.ram = ram;
        this.ramSize = ramSize;
        this.flags = List.of(flags);
    }

    void assumeInstalled() {
        CCompiler.assumeInstalled(compiler);
        CCompiler.assumeInstalled(emulator);
    }

    /**
     * Compiles C for it, and runs that.
     *
     * @return what it prints
     */
    String run(Path folder, List<String> options, String... sources) {
        var compile = new ArrayList<>(List.of(compiler));
        compile.addAll(flags);
        compile.addAll(List.of("-Os", "-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections"));
        compile.addAll(options);
        var start = new ArrayList<>(List.of(emulator, "-M", machine, "-display", "none", "-monitor", "none", "-serial",
                "none", "-semihosting", "-icount", "shift=0", "-kernel", "program.elf"));
        if (this == RV32) {
            compile.addAll(RISCV);
            start.addAll(List.of("-bios", "none"));
        } else {
            write(folder.resolve("start.c"), START);
            write(folder.resolve("link.ld"), script());
            compile.addAll(List.of("--specs=rdimon.specs", "-Wl,--no-warnings", "-T", "link.ld", "start.c"));
        }
        compile.addAll(List.of(sources));
        compile.addAll(List.of("-o", "program.elf"));
        CCompiler.run(folder, compile);
        return CCompiler.run(folder, start);
    }

    /** Where code, constants, data and the stack go. */
    private String script() {
        return """
                MEMORY { FLASH (rx) : ORIGIN = %s, LENGTH = 2M  RAM (rwx) : ORIGIN = %s, LENGTH = %s }
                ENTRY(_start)
                SECTIONS {
                  .text : { KEEP(*(.vectors)) *(.text*) *(.rodata*) KEEP(*(.init)) KEEP(*(.fini)) *(.eh_frame*) } > FLASH
                  .ARM.exidx : { __exidx_start = .; *(.ARM.exidx*) __exidx_end = .; } > FLASH
                  .data : { *(.data*) } > RAM
                  .bss (NOLOAD) : { __bss_start__ = .; *(.bss*) *(COMMON) __bss_end__ = .; } > RAM
                  end = .; __end__ = .; __stack = ORIGIN(RAM) + LENGTH(RAM);
                }
                """
                .formatted(flash, ram, ramSize);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
