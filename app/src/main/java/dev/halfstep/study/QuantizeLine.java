package dev.halfstep.study;

import dev.halfstep.problem.Mention;
import dev.halfstep.quantize.Precision;
import dev.halfstep.search.Adviser;
import dev.halfstep.tensor.DType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A trial as a quantize command, to be copied into a shell.
 *
 * @param floatModel file of the float model
 * @param signature whose network is meant, where one was named
 * @param calibration file with the rows to quantize on
 */
public record QuantizeLine(Path floatModel, Optional<String> signature,
        Path calibration) implements Adviser.CommandLine {

    @Override
    public String of(Precision precision, Optional<DType> edge, List<Mention> settings) {
        List<String> options = settings.stream().map(setting -> Flags.ALL.name(setting).orElseThrow()).toList();
        var command =
                new StringBuilder("./halfstep quantize ").append(quoted(floatModel.toString())).append(" --precision ")
                        .append(precision.label());
        signature.ifPresent(name -> command.append(" --signature ").append(quoted(name)));
        edge.ifPresent(type -> command.append(" --io ").append(type.label()));
        if (precision.needsCalibration()) {
            command.append(" --calibrate ").append(quoted(calibration.toString()));
        }
        options.forEach(option -> command.append(' ').append(option));
        String name = Stream.concat(Stream.of(precision.label()), options.stream())
                .map(word -> word.replaceAll("[^A-Za-z0-9.]+", " ").strip().replace(' ', '-'))
                .collect(Collectors.joining("-"));
        return command.append(" -o ").append(name).append(".tflite").toString();
    }

    /** As a shell takes it for one word. */
    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9_./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
