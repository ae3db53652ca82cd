package dev.halfstep.device;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;

/** Runs of a model's C on an emulated ATmega328P: what they give, and the cycles that they take, which are alike each time. */
final class AvrRuns {

    private static final Pattern CYCLES = Pattern.compile("cycles (\\d+)");

    private AvrRuns() {}

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
    static String print(CModel model) throws IOException {
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
