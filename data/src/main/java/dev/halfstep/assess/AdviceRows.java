package dev.halfstep.assess;

import dev.halfstep.explain.subject.Advice;
import dev.halfstep.explain.subject.Subject;
import dev.halfstep.interpret.SampleRunner;
import dev.halfstep.model.ModelFile;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.rows.DataSource;
import dev.halfstep.rows.RowChoice;
import dev.halfstep.search.Adviser;
import dev.halfstep.search.Parts;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Which rows advice is looked for with: trials quantize on some rows and are measured on others. Those are the training rows of
 * the model's own table and its test rows; or the rows of a file that the user names and the rows that are explained; or of any
 * other data four fifths and one fifth.
 *
 * @param data the rows that are explained
 * @param choice of the rows that are explained
 * @param calibration rows to quantize on, if the user names some
 */
public record AdviceRows(Path data, RowChoice choice, Optional<Path> calibration) {

    /** With fewer rows, what helps on some says nothing of others. */
    private static final int LEAST_ROWS = 25;

    /** Of every so many rows one is measured on. */
    private static final int EVERY = 5;

    private record Divided(List<Value> fitting, List<Value> measured, boolean setAside) {

        Divided(Tensor fitting, Tensor measured, boolean setAside) {
            this(List.of(fitting), List.of(measured), setAside);
        }
    }

    /**
     * Looks for advice; there is none without a float model, or with too few rows.
     *
     * @param source where the subject's rows come from
     * @param command how a trial is written as a command, by the file whose rows it quantizes on
     * @param progress is told how much of the work is done, from 0 to 1
     */
    public Adviser.Result advise(ExplainedModels models, DataSource source, Subject subject, Adviser.Effort effort,
            Function<Path, Adviser.CommandLine> command, DoubleConsumer progress) {
        if (effort == Adviser.Effort.NONE || models.floats().isEmpty()) {
            return Adviser.Result.NONE;
        }
        Optional<Divided> divided = subject.isOneOfSeveral() ? dividedArrays(models, subject)
                : divided(models, source, subject);
        if (divided.isEmpty()) {
            return new Adviser.Result(List.of(), new Advice.Trials(0, subject.rows(), true));
        }
        ModelFile floats = models.floats().get();
        var request = new Adviser.Request(subject.quantized(), floats.graph(), divided.get().fitting,
                divided.get().measured, divided.get().setAside, subject.units(),
                models.quantized().pipeline().isPresent(),
                command.apply(calibration.orElse(data)));
        return Adviser.advise(request, effort, progress);
    }

    private Optional<Divided> divided(ExplainedModels models, DataSource source, Subject subject) {
        if (calibration.isPresent()) {
            Tensor fitting = new DataSource(models.quantized(), calibration.get(), choice.ofAnotherFile())
                    .inputs(Rows.TRAIN).inputs();
            return Optional.of(new Divided(fitting, subject.inputs(), false));
        }
        if (choice.rows().isEmpty() || choice.rows().get() == Rows.TEST) {
            Optional<Tensor> training = source.trainingInputs();
            if (training.isPresent()) {
                return Optional.of(new Divided(training.get(), subject.inputs(), false));
            }
        }
        if (subject.rows() < LEAST_ROWS) {
            return Optional.empty();
        }
        Parts parts = Parts.of(subject.quantized(), subject.inputs(), Optional.empty());
        return Optional.of(new Divided(parts.fitting(), parts.validation(), true));
    }

    /** The rows of a model with several inputs or outputs. */
    private Optional<Divided> dividedArrays(ExplainedModels models, Subject subject) {
        if (calibration.isPresent()) {
            List<Value> fitting = new DataSource(models.quantized(), calibration.get(), choice.ofAnotherFile())
                    .samples().first(Integer.MAX_VALUE);
            return Optional.of(new Divided(fitting, subject.allInputs(), false));
        }
        int together = SampleRunner.together(subject.quantized(), subject::allInputs);
        if (subject.rows() < LEAST_ROWS || subject.rows() / together < EVERY) {
            return Optional.empty();
        }
        return Optional.of(new Divided(part(subject, together, false), part(subject, together, true), true));
    }

    private static List<Value> part(Subject subject, int together, boolean measured) {
        int[] rows = IntStream.range(0, subject.rows())
                .filter(row -> (row / together % EVERY == EVERY - 1) == measured).toArray();
        return subject.allInputs().stream().map(all -> {
            int width = all.shape().elements() / subject.rows();
            return Value.concatenated(
                    IntStream.of(rows).mapToObj(row -> all.slice(row * width, all.shape().with(0, 1))).toList(),
                    all.shape().with(0, rows.length));
        }).toList();
    }
}
