package dev.halfstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.c.text.Functions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions of real numbers that decoding needs give what Java's StrictMath does, to the last bit. */
class MathInCTest {

    private static final int COUNT = 200_000;

    @TempDir
    private static Path folder;

    private static final String MAIN = """
            #include <stdio.h>
            int main(void)
            {
                double x;
                while (fread(&x, sizeof x, 1, stdin) == 1) {
                    x = FUNCTION(x);
                    fwrite(&x, sizeof x, 1, stdout);
                }
                return 0;
            }
            """;

    private static void check(String name, DoubleUnaryOperator expected, double... at) throws IOException {
        CCompiler.assumeInstalled("gcc");
        var functions = new Functions("model");
        String function = functions.use(name);
        String machine = Functions.withPrefix(Functions.read("machine.c"), "model");
        Path source = Files.createTempDirectory(folder, name);
        Files.writeString(source.resolve("all.c"), "#include <stdint.h>\n#include <stddef.h>\n" + machine
                + functions.text() + MAIN.replace("FUNCTION", function));
        ByteBuffer in = ByteBuffer.allocate(Double.BYTES * at.length).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer out = ByteBuffer.allocate(in.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        for (double x : at) {
            in.putDouble(x);
            out.putDouble(expected.applyAsDouble(x));
        }
        // With operations that do a product and a sum at once, where the processor has them.
        for (String flags : List.of("-O0", "-O2", "-O3 -march=native")) {
            CCompiler.run(source, CCompiler.command("gcc", List.of(flags.split(" ")), List.of("-o", "all", "all.c")));
            assertThat(CCompiler.filter(source, List.of(source.resolve("all").toString()), in.array()))
                    .isEqualTo(out.array());
        }
    }

    @Test
    void exponentials() throws IOException {
        var random = new Random(1);
        check("expm1", StrictMath::expm1, random.doubles(COUNT).map(u -> {
            double size = Math.scalb(u, random.nextInt(-70, 11));
            return Math.min(random.nextBoolean() ? size : -size, 709);
        }).toArray());
    }

    @Test
    void logarithms() throws IOException {
        var random = new Random(2);
        check("log1p", StrictMath::log1p, random.doubles(COUNT).map(u -> {
            double size = Math.scalb(u, random.nextInt(-70, 70));
            return random.nextBoolean() || size >= 1 ? size : -size;
        }).toArray());
    }
}
