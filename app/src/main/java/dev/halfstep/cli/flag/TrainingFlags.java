package dev.halfstep.cli.flag;

import dev.halfstep.cli.value.WholeNumbers;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.train.Loss;
import dev.halfstep.train.TrainingOptions;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a network is trained. */
public final class TrainingFlags {

    @Option(names = "--hidden", paramLabel = "UNITS", defaultValue = "64",
            description = "Units of the hidden layers, such as 128,64; none for linear regression (default ${DEFAULT-VALUE}).")
    private String hidden = "64";

    @Option(names = "--loss", paramLabel = "mae|mse|huber", defaultValue = "mae",
            description = "What training makes small (default ${DEFAULT-VALUE}).")
    private Loss loss = Loss.MAE;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "100",
            description = "Passes over the training rows (default ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "32",
            description = "Rows in a step (default ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(names = "--learning-rate", paramLabel = "RATE", defaultValue = "0.001",
            description = "Adam's step size (default ${DEFAULT-VALUE}).")
    private double learningRate;

    @Option(names = "--validation-split", paramLabel = "SHARE", defaultValue = "0.2",
            description = "Share of the training rows, the last ones, that is held out to watch the loss (default ${DEFAULT-VALUE}).")
    private double validationShare;

    @Option(names = "--patience", paramLabel = "N",
            description = "Stop after N epochs without a smaller validation loss, and keep the best epoch's weights.")
    private @Nullable Integer patience;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
            description = "Seed of the first weights and of the order of the rows (default ${DEFAULT-VALUE}).")
    private long seed;

    /**
     * The options that are meant.
     *
     * @throws Problem if one is out of its limits, or early stopping has no rows to watch
     */
    public TrainingOptions options() {
        if (patience != null && validationShare == 0) {
            throw Problem.option("--patience has no effect here: with --validation-split 0 there is no validation loss")
                    .remedy("Leave one of them out.");
        }
        return TrainingOptions.defaults().withHidden(hidden()).withLoss(loss).withEpochs(epochs)
                .withBatchSize(batchSize)
                .withLearningRate(learningRate).withValidationShare(validationShare)
                .withPatience(patience == null ? OptionalInt.empty() : OptionalInt.of(patience)).withSeed(seed);
    }

    private List<Integer> hidden() {
        if (hidden.equals("none")) {
            return List.of();
        }
        try {
            return Arrays.stream(hidden.split(",", -1)).map(String::strip).map(WholeNumbers::integer).toList();
        } catch (NumberFormatException e) {
            throw Problem.option(Quoted.of(hidden) + " does not say how many units the hidden layers have").because(e)
                    .remedy("Write --hidden 64, --hidden 128,64 or --hidden none.");
        }
    }
}
