package dev.halfstep.cli;

import dev.halfstep.problem.Problem;
import dev.halfstep.quantize.Precision;
import dev.halfstep.train.FineTuneOptions;
import dev.halfstep.train.Loss;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether and how a quantized network is trained on. */
final class FineTuneFlags {

    /** What a fine-tuned network should predict. */
    enum Goal {
        LABELS,
        FLOAT
    }

    @Option(names = "--fine-tune", paramLabel = "labels|float",
            description = "Go on training the quantized network on the calibration rows, with the rounding in it: towards their labels, or towards what the float model predicts for them.")
    private @Nullable Goal goal;

    @Option(names = "--fine-tune-epochs", paramLabel = "N",
            description = "Passes over the rows (default " + FineTuneOptions.EPOCHS + ").")
    private @Nullable Integer epochs;

    /**
     * What was asked for.
     *
     * @throws Problem if the precision has no network of int8 layers, or epochs are given without a goal
     */
    Optional<FineTuning> chosen(Precision precision) {
        if (goal == null) {
            if (epochs != null) {
                throw Problem.option("--fine-tune-epochs says how long to fine-tune, and not towards what")
                        .remedy("Add --fine-tune labels or --fine-tune float.");
            }
            return Optional.empty();
        }
        boolean int8Inside = switch (precision) {
            case INT8, FULL_UINT8, FULL_INT8 -> true;
            case FLOAT32, FLOAT16, DYNAMIC_RANGE, INT16X8 -> false;
        };
        if (!int8Inside) {
            throw Problem.model("a model of precision " + precision.label() + " cannot be fine-tuned")
                    .remedy("Choose int8, full-uint8 or full-int8, or leave out --fine-tune.");
        }
        FineTuneOptions options = goal == Goal.LABELS ? FineTuneOptions.towardsLabels(Loss.MAE)
                : FineTuneOptions.towardsFloat();
        return Optional.of(new FineTuning(goal, epochs == null ? options : options.withEpochs(epochs)));
    }
}
