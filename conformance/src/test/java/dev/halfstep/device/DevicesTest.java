package dev.halfstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.Shared;
import dev.halfstep.c.CLibrary;
import dev.halfstep.cli.Main;
import dev.halfstep.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The C of models on the processors that it is for: it passes its own test, and takes no more than is promised. */
class DevicesTest {

    private static final Pattern INSTRUCTIONS = Pattern.compile("instructions (\\d+)");
    private static final Pattern CYCLES = Pattern.compile("cycles (\\d+)");

    @TempDir
    private static Path folder;

    private static CModel model(Path file) throws IOException {
        return CModel.of(ModelFile.read(file), Files.createTempDirectory(folder, "c"));
    }

    private static Path insurance() {
        return Shared.reference("insurance-64-seed0").resolve("full_int8.tflite");
    }

    @TestFactory
    Stream<DynamicTest> passTheirTests() {
        List<Path> models = List.of(insurance(), Shared.reference("ops").resolve("conv_depthwise_strided.full_int8.tflite"),
                Shared.reference("ops").resolve("conv_residual.full_uint8.tflite"),
                Shared.reference("ops").resolve("mlp_tanh_sigmoid.int16x8.tflite"));
        return Arrays.stream(Device.values()).flatMap(device -> models.stream()
                .map(file -> DynamicTest.dynamicTest(device + " " + file.getFileName(), () -> {
                    device.assumeInstalled();
                    CModel model = model(file);
                    assertThat(device.run(model.folder(), List.of(), "model.c", "model_test.c")).contains("pass");
                })));
    }

    /** Rows are coded and decoded in double precision, which these processors do by software. */
    @TestFactory
    Stream<DynamicTest> predictRows() {
        return Arrays.stream(Device.values()).map(device -> DynamicTest.dynamicTest(device.toString(), () -> {
            device.assumeInstalled();
            Path quantized = Files.createTempDirectory(folder, "m").resolve("wages.tflite");
            Path examples = Path.of("..", "examples");
            assertThat(Main.run("quantize", examples.resolve("wages.tflite").toString(), "--precision", "full-int8",
                    "--calibrate", examples.resolve("wages.csv").toString(), "-o", quantized.toString())).isZero();
            assertThat(device.run(model(quantized).folder(), List.of(), "model.c", "model_test.c"))
                    .contains("pass: 16 runs and 24 rows");
        }));
    }

    /** SysTick counts one for 40 instructions. */
    private static final String COUNTING = """
            #include "model.h"
            #include <stdio.h>
            #define TICK(offset) (*(volatile unsigned *)(0xE000E010 + (offset)))
            static int8_t input[MODEL_INPUTS];
            static int8_t output[MODEL_OUTPUTS];
            static model_scratch scratch;
            int main(void)
            {
                unsigned begin;
                unsigned end;
                int run;
                for (run = 0; run < MODEL_INPUTS; run++) {
                    input[run] = (int8_t)(run * 37);
                }
                TICK(4) = 0xffffff;
                TICK(8) = 0;
                TICK(0) = 5;
                begin = TICK(8);
                for (run = 0; run < RUNS; run++) {
                    model_run(input, output, &scratch);
                }
                end = TICK(8);
                printf("instructions %u\\n", ((begin - end) & 0xffffff) * 40 / RUNS);
                return 0;
            }
            """;

    private static int instructions(Device device, CModel model, int runs) throws IOException {
        Files.writeString(model.folder().resolve("count.c"), COUNTING);
        Matcher counted =
                INSTRUCTIONS.matcher(device.run(model.folder(), List.of("-DRUNS=" + runs), "model.c", "count.c"));
        assertThat(counted.find()).isTrue();
        return Integer.parseInt(counted.group(1));
    }

    /** Fewer instructions than the kernels of an interpreter take, and less memory. */
    @Test
    void insuranceIsQuick() throws IOException {
        check(insurance(), 3500, 2500, 40);
    }

    @Test
    void helloWorldIsQuick() throws IOException {
        check(Shared.file("reference/models/hello_world_int8.tflite"), 2500, 1800, 40);
    }

    @Test
    void anomalyDetectionIsQuick() throws IOException {
        check(Shared.file("reference/models/ad01_int8.tflite"), 1_500_000, 700_000, 2);
    }

    private static void check(Path file, int mostOnM3, int mostOnM4, int runs) throws IOException {
        Device.CORTEX_M3.assumeInstalled();
        CModel model = model(file);
        assertThat(instructions(Device.CORTEX_M3, model, runs)).isLessThanOrEqualTo(mostOnM3);
        assertThat(instructions(Device.CORTEX_M4, model, runs)).isLessThanOrEqualTo(mostOnM4);
        CLibrary.Figures figures = model.library().figures();
        CCompiler.run(model.folder(), List.of("arm-none-eabi-gcc", "-mcpu=cortex-m3", "-mthumb", "-Os", "-c", "model.c"));
        Matcher text = Pattern.compile("(?m)^\\.text\\s+(\\d+)").matcher(
                CCompiler.run(model.folder(), List.of("arm-none-eabi-size", "-A", "model.o")));
        assertThat(text.find()).isTrue();
        assertThat(Integer.parseInt(text.group(1))).isLessThanOrEqualTo(2000);
        assertThat(figures.scratch()).isLessThanOrEqualTo(600);
    }

    private static final String AVR = """
            #include "model.h"
            #include <avr/interrupt.h>
            #include <avr/io.h>
            #include <avr/sleep.h>
            static volatile uint16_t rounds;
            ISR(TIMER1_OVF_vect) { rounds++; }
            static void put(char c)
            {
                while (!(UCSR0A & (1 << UDRE0))) { }
                UDR0 = (uint8_t)c;
            }
            static void say(const char *word, uint32_t number)
            {
                char digits[11];
                int i = 10;
                while (*word) { put(*word++); }
                digits[10] = 0;
                do { digits[--i] = (char)('0' + number % 10); number /= 10; } while (number);
                while (digits[i]) { put(digits[i++]); }
                put('\\n');
            }
            int main(void)
            {
                static int8_t input[MODEL_INPUTS];
                static int8_t output[MODEL_OUTPUTS];
                uint16_t low;
                uint16_t high;
                UBRR0L = 103;
                UCSR0B = 1 << TXEN0;
                TCCR1B = 1;
                TIMSK1 = 1;
                for (uint8_t run = 0; run < 4; run++) {
                    for (uint8_t i = 0; i < MODEL_INPUTS; i++) { input[i] = (int8_t)(run * 61 + i * 37); }
                    sei();
                    TCNT1 = 0;
                    TIFR1 = 1;
                    rounds = 0;
                    model_run(input, output, 0);
                    low = TCNT1;
                    high = rounds;
                    cli();
                    say("cycles ", (uint32_t)high << 16 | low);
                    say("code ", (uint8_t)output[0]);
                }
                sleep_mode();
                return 0;
            }
            """;

    /** 2 KB of RAM and multiplications of 8 bits are enough. */
    @Test
    void runsOnAnAvr() throws IOException {
        CCompiler.assumeInstalled("avr-gcc");
        CCompiler.assumeInstalled("simavr");
        CModel model = model(insurance());
        Files.writeString(model.folder().resolve("avr.c"), AVR);
        CCompiler.run(model.folder(), List.of("avr-gcc", "-mmcu=atmega328p", "-std=gnu99", "-Os", "-o", "avr.elf", "model.c",
                "avr.c"));
        String printed = CCompiler.run(model.folder(),
                List.of("timeout", "20", "simavr", "-m", "atmega328p", "-f", "16000000", "avr.elf"));
        byte[] inputs = new byte[4 * 9];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (byte) (i / 9 * 61 + i % 9 * 37);
        }
        byte[] expected = model.expected(inputs);
        List<Integer> codes = Pattern.compile("code (\\d+)").matcher(printed).results()
                .map(found -> Integer.valueOf(found.group(1))).toList();
        assertThat(codes).isEqualTo(List.of(expected[0] & 0xff, expected[1] & 0xff, expected[2] & 0xff, expected[3] & 0xff));
        assertThat(CYCLES.matcher(printed).results().map(found -> Integer.valueOf(found.group(1))).toList())
                .hasSize(4).allSatisfy(cycles -> assertThat(cycles).isLessThan(65_000));
    }
}
