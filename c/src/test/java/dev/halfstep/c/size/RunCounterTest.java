package dev.halfstep.c.size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfstep.c.size.RunCount.Counted;
import dev.halfstep.c.size.RunCount.NotCounted;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a run takes is counted, or a word says why not. */
class RunCounterTest {

    private static final String HEADER =
            "#include <stddef.h>\n#include <stdint.h>\nint sum_run(const int8_t *, int8_t *);\n";

    /** @param body of a function that knows {@code in}, four codes, and {@code out}, one */
    private static SizedModel model(String body) {
        return new SizedModel("sum", HEADER,
                "#include \"sum.h\"\nint sum_run(const int8_t *in, int8_t *out)\n{\n" + body
                        + "\n}\n",
                0, 0, 4,
                new SizedModel.Call("static int8_t in[4];\nstatic int8_t out[1];\n", "    fill(in, sizeof in);\n",
                        "failed |= sum_run(in, out);"));
    }

    private static RunCount count(SizeTarget target, String body) {
        Optional<Path> compiler = Programs.find(target.compiler());
        Optional<Path> emulator = Programs.find(target.emulator());
        assumeTrue(compiler.isPresent() && emulator.isPresent(),
                () -> "skipped: " + target.compiler() + " or " + target.emulator() + " is not installed");
        return new RunCounter(model(body)).of(target, compiler, emulator);
    }

    @ParameterizedTest
    @EnumSource(SizeTarget.class)
    void countsAlikeEachTime(SizeTarget target) {
        String sum = "*out = (int8_t)(in[0] + in[1] * in[2] + in[3]); return 0;";
        assertThat(count(target, sum)).isEqualTo(count(target, sum)).isInstanceOfSatisfying(Counted.class,
                counted -> assertThat(counted.count()).isBetween(8L, 80L));
    }

    @Test
    void saysWhatIsNotInstalled() {
        var counter = new RunCounter(model("return 0;"));
        Optional<Path> installed = Optional.of(Path.of("/installed"));
        assertThat(counter.of(SizeTarget.CORTEX_M4, Optional.empty(), installed))
                .isEqualTo(new NotCounted("arm-none-eabi-gcc is not installed"));
        assertThat(counter.of(SizeTarget.CORTEX_M4, installed, Optional.empty()))
                .isEqualTo(new NotCounted("qemu-system-arm is not installed"));
        assertThat(counter.of(SizeTarget.ATMEGA328P, installed, Optional.empty()))
                .isEqualTo(new NotCounted("simavr is not installed"));
    }

    @Test
    void saysThatARunHasNoValue() {
        assertThat(count(SizeTarget.CORTEX_M3, "(void)in; (void)out; return 1;"))
                .isEqualTo(new NotCounted("the network has no value for the codes that were tried"));
    }

    @Test
    void saysThatANetworkDoesNotFit() {
        assertThat(count(SizeTarget.ATMEGA328P,
                "static volatile int8_t all[3000]; all[in[0]] = 1; *out = all[in[1]]; return 0;"))
                .isInstanceOfSatisfying(NotCounted.class, none -> assertThat(none.why()).contains("does not fit"));
    }
}
