package dev.halfstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a run of a model's C takes, by the counters of emulated processors, which count alike each time. */
final class Counting {

    private static final Pattern INSTRUCTIONS = Pattern.compile("instructions (\\d+)");
    private static final Pattern CYCLES = Pattern.compile("cycles (\\d+)");

    private Counting() {}

    /** SysTick counts one for several instructions, of a nanosecond each: 40 at 25 MHz, 50 at 20. */
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
                printf("instructions %u\\n", ((begin - end) & 0xffffff) * TICK_INSTRUCTIONS / RUNS);
                return 0;
            }
            """;

    /** Instructions of a run. */
    static int instructions(Device device, CModel model, int runs) throws IOException {
        Files.writeString(model.folder().resolve("count.c"), COUNTING);
        Matcher counted =
                INSTRUCTIONS.matcher(device.run(model.folder(),
                        List.of("-DRUNS=" + runs, "-DTICK_INSTRUCTIONS=" + (device == Device.CORTEX_M33 ? 50 : 40)),
                        "model.c", "count.c"));
        assertThat(counted.find()).isTrue();
        return Integer.parseInt(counted.group(1));
    }

    /** Bytes of instructions, compiled for size. */
    static int code(Device device, CModel model) {
        device.compile(model.folder(), "model.c", "model.o");
        Matcher text = Pattern.compile("(?m)^\\.text\\s+(\\d+)")
                .matcher(CCompiler.run(model.folder(), List.of("arm-none-eabi-size", "-A", "model.o")));
        assertThat(text.find()).isTrue();
        return Integer.parseInt(text.group(1));
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

    /** What four runs on an ATmega328P print: cycles and codes. */
    static String avr(CModel model) throws IOException {
        Files.writeString(model.folder().resolve("avr.c"), AVR);
        CCompiler.run(model.folder(),
                List.of("avr-gcc", "-mmcu=atmega328p", "-std=gnu99", "-Os", "-o", "avr.elf", "model.c",
                        "avr.c"));
        return CCompiler.run(model.folder(),
                List.of("timeout", "20", "simavr", "-m", "atmega328p", "-f", "16000000", "avr.elf"));
    }

    /** The cycles that were printed. */
    static List<Integer> cycles(String printed) {
        return CYCLES.matcher(printed).results().map(found -> Integer.valueOf(found.group(1))).toList();
    }
}
