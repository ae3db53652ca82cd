package dev.halfstep.cli;

import dev.halfstep.explain.Subject;
import dev.halfstep.pipeline.Rows;
import dev.halfstep.search.Parts;
import dev.halfstep.study.Adviser;
import dev.halfstep.study.QuantizeLine;
import dev.halfstep.tensor.Tensor;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which rows advice is looked for with: trials quantize on some rows and are measured on others. Those are the training rows of
 * the model's own table and its test rows; or the rows of a file that the user names and the rows that are explained; or of any
 * other data four fifths and one fifth.
 *
 * @param data the rows that are explained
 * @param calibration rows to quantize on, if the user names some
 */
record AdviceRows(Path data, DataFlags flags, Optional<Path> calibration) {

    /** With fewer rows, what helps on some says nothing of others. */
    private static final int LEAST_ROWS = 25;

    private record Divided(Tensor fitting, Tensor measured, boolean setAside) {}

    Adviser.Result advise(ExplainedModels models, DataSource source, Subject subject, Adviser.Effort effort) {
        if (effort == Adviser.Effort.NONE || models.floats().isEmpty()) {
            return Adviser.Result.NONE;
        }
        Optional<Divided> divided = divided(models, source, subject);
        if (divided.isEmpty()) {
            return Adviser.Result.NONE;
        }
        ModelFile floats = models.floats().get();
        var request = new Adviser.Request(subject.quantized(), floats.graph(), divided.get().fitting,
                divided.get().measured, divided.get().setAside, subject.units(),
                models.quantized().pipeline().isPresent(),
                new QuantizeLine(floats.file(), calibration.orElse(data)));
        try (Progress progress = Progress.trying()) {
            return Adviser.advise(request, effort, progress::done);
        }
    }

    private Optional<Divided> divided(ExplainedModels models, DataSource source, Subject subject) {
        if (calibration.isPresent()) {
            Tensor fitting = new DataSource(models.quantized(), calibration.get(), flags.allRows())
                    .inputs(Rows.TRAIN).inputs();
            return Optional.of(new Divided(fitting, subject.inputs(), false));
        }
        if (flags.rows().isEmpty() || flags.rows().get() == Rows.TEST) {
            Optional<Tensor> training = source.trainingInputs();
            if (training.isPresent()) {
                return Optional.of(new Divided(training.get(), subject.inputs(), false));
            }
        }
        if (subject.rows() < LEAST_ROWS) {
            return Optional.empty();
        }
        Parts parts = Parts.of(subject.inputs(), Optional.empty());
        return Optional.of(new Divided(parts.fitting(), parts.validation(), true));
    }
}
