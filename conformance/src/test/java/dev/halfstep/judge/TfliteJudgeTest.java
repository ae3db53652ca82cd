package dev.halfstep.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halfstep.judge.TfliteJudge.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TfliteJudgeTest {
    /**
     * An int8 dense layer, 6 to 2. Made by TensorFlow 2.21's converter from seeded random weights, names and metadata
     * removed; the expected codes are those of its Python interpreter.
     */
    private static final String DENSE = """
            GAAAAFRGTDMAAA4AFAAQAAwACAAAAAQADgAAABAAAABkAAAAWAIAAAMAAAAFAAAAUAAAAEgAAAAwAAAADAAAAAQAAABY////5v//
            /wQAAAAMAAAAMC5/tTMEUIEsOR01AAAGAAgABAAGAAAABAAAAAgAAAA3BwAAqfz//5D///+U////AQAAABQAAAAAAA4AGAAUABAA
            DAAIAAQADgAAABQAAAAcAAAAZAAAAGgAAABsAAAABAAAAG1haW4AAAAAAQAAABQAAAAAAA4AFAAAABAADAALAAQADgAAABQAAAAA
            AAAIEAAAABQAAAAEAAQABAAAAAEAAAADAAAAAwAAAAAAAAACAAAAAQAAAAEAAAADAAAAAQAAAAAAAAAEAAAADAEAAKQAAABQAAAA
            BAAAABr///8AAAABEAAAAAQAAAAAAAAJKAAAAAT///8IAAAAFAAAAAEAAAD3/////////wAAAAABAAAAugoJPQIAAAABAAAAAgAA
            AGL///8AAAABEAAAAAMAAAAAAAAJMAAAAEz///8IAAAAGAAAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAgAAAJiY6TsXHig8AgAAAAIA
            AAAGAAAAsv///wAAAAEQAAAAAgAAAAAAAAIwAAAAnP///wgAAAAYAAAAAgAAAAAAAAAAAAAAAAAAAAAAAAACAAAAdloqOVE0dTkB
            AAAAAgAAAAAAFgAYABQAEwAMAAAACAAAAAAAAAAHABYAAAAAAAABHAAAAAEAAAAAAAAJMAAAAAwADAAAAAAACAAEAAwAAAAIAAAA
            EAAAAAEAAAD3/////////wEAAAAXsbo8AgAAAAEAAAAGAAAAAQAAABAAAAAMABAADwAAAAgABAAMAAAACQAAAAQAAAAAAAAJ""";

    /** Two samples; the second is one where the kernels differ. */
    private static final byte[] SAMPLES = {-89, -112, -76, -115, 93, -74, 63, 34, -24, -37, 76, -74};

    private static final int INPUT_BYTES = 6;

    @TempDir
    private Path directory;

    private Path model;

    @BeforeEach
    void writeModel() throws IOException {
        assumeTrue(TfliteJudge.isAvailable(Resolver.REFERENCE), TfliteJudge::whyUnavailable);
        model = Files.write(directory.resolve("dense.tflite"), Base64.getMimeDecoder().decode(DENSE));
    }

    @Test
    void runsWithTheReferenceKernels() {
        Result result = TfliteJudge.run(model, SAMPLES, Resolver.REFERENCE);

        assertThat(result.input()).isEqualTo(new Result.Port(Result.Type.INT8, List.of(1, 6), 0.022789521f, -9));
        assertThat(result.output()).isEqualTo(new Result.Port(Result.Type.INT8, List.of(1, 2), 0.033457495f, -9));
        assertThat(result.codes()).containsExactly(-20, -35, 47, -36);
    }

    @Test
    void eachResolverHasItsOwnKernelsInOneProcess() {
        List<Result> results = TfliteJudge.run(List.of(new Job(model, SAMPLES, Resolver.BUILTIN),
                new Job(model, SAMPLES, Resolver.REFERENCE), new Job(model, SAMPLES, Resolver.XNNPACK)));

        assertThat(results.get(0).codes()).containsExactly(-20, -35, 47, -35);
        assertThat(results.get(1).codes()).containsExactly(-20, -35, 47, -36);
        assertThat(results.get(2).codes()).containsExactly(-20, -35, 47, -36);
    }

    @Test
    void floatsAreNotReadFromCodes() {
        Result result = TfliteJudge.run(model, SAMPLES, Resolver.REFERENCE);

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(result::floats)
                .withMessageContaining("INT8, not FLOAT32");
    }

    @Test
    void aFileThatTensorFlowLiteRefusesFailsWithItsText() throws IOException {
        byte[] bytes = Files.readAllBytes(model);
        Path torn = Files.write(directory.resolve("torn.tflite"), Arrays.copyOf(bytes, bytes.length / 2));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> TfliteJudge.run(List.of(new Job(model, SAMPLES, Resolver.REFERENCE),
                        new Job(torn, SAMPLES, Resolver.REFERENCE))))
                .withMessageContaining("job 2 of 2").withMessageContaining("torn.tflite")
                .withMessageContaining("does not load this file");
    }

    @Test
    void aTornSampleFails() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> TfliteJudge.run(model, new byte[INPUT_BYTES + 1], Resolver.REFERENCE))
                .withMessageContaining("7 bytes are no whole number of samples of 6 bytes");
    }

    @Test
    void aCrashAfterAllOutputsIsNoFailure() {
        Result result = TfliteJudge.run(List.of(new Job(model, SAMPLES, Resolver.REFERENCE)), CrashAfterwards.class,
                Duration.ofMinutes(1)).getFirst();

        assertThat(result.codes()).containsExactly(-20, -35, 47, -36);
    }

    @Test
    void aCrashBeforeIsAFailureWithTheLastWords() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(
                        () -> TfliteJudge.run(List.of(new Job(model, SAMPLES, Resolver.REFERENCE)), CrashBefore.class,
                                Duration.ofMinutes(1)))
                .withMessageContaining("exit code 134").withMessageContaining("dense.tflite")
                .withMessageContaining("double free or corruption");
    }

    @Test
    void aProcessThatHangsIsEnded() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> TfliteJudge.run(List.of(new Job(model, SAMPLES, Resolver.REFERENCE)), Hang.class,
                        Duration.ofSeconds(1)))
                .withMessageContaining("did not end within 1 s");
    }

    static final class CrashAfterwards {
        private CrashAfterwards() {}

        public static void main(String[] args) throws IOException {
            TfliteProcess.run(args);
            System.err.println("double free or corruption");
            Runtime.getRuntime().halt(134);
        }
    }

    static final class CrashBefore {
        private CrashBefore() {}

        public static void main(String[] args) {
            System.out.print(TfliteProcess.MARK + "\tinput\t9\t1,"); // A torn line.
            System.out.flush();
            System.err.println("double free or corruption");
            Runtime.getRuntime().halt(134);
        }
    }

    static final class Hang {
        private Hang() {}

        public static void main(String[] args) throws InterruptedException {
            Thread.sleep(Duration.ofMinutes(1));
        }
    }
}
