package dev.halfstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same seed gives the same weights in other processes, however PyTorch was started there. */
class AnotherProcessTest {

    /** Prints a digest of trained weights; with an argument, starts PyTorch first, with its own number of threads. */
    static final class Main {

        private Main() {}

        public static void main(String[] arguments) {
            if (arguments.length > 0) {
                ai.djl.engine.Engine.getEngine("PyTorch");
            }
            System.out.println("digest " + digest());
        }
    }

    private static int digest() {
        var draws = new Draws(4);
        var x = new float[600 * 10];
        for (int i = 0; i < x.length; i++) {
            x[i] = draws.within(1);
        }
        var y = new float[600];
        for (int i = 0; i < y.length; i++) {
            y[i] = x[i * 10] * x[i * 10 + 1];
        }
        var options = TrainingOptions.defaults().withHidden(List.of(256, 128)).withEpochs(3).withBatchSize(300);
        return Trainer.train(x, y, 600, 10, 1, options, TrainingListener.none()).layers().hashCode();
    }

    private static String run(List<String> options, String... arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Dai.djl.offline=true"));
        // The test may itself run from a module path, with its own classes patched in.
        command.addAll(List.of("-cp", String.join(File.pathSeparator, System.getProperty("java.class.path"),
                System.getProperty("jdk.module.path", ""), "target/test-classes"), Main.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }

    @Test
    void weightsAreTheSame() throws Exception {
        String here = "digest " + digest();
        assertThat(run(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), "start PyTorch first"))
                .isEqualTo(here);
        assertThat(run(List.of("-Dai.djl.pytorch.num_threads=2"))).isEqualTo(here);
    }
}
