package dev.halfstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halfstep.problem.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainerTest {

    private static final int ROWS = 203;
    private static final int FEATURES = 3;
    private static final TrainingOptions QUICK = TrainingOptions.defaults().withHidden(List.of(8)).withEpochs(6)
            .withLearningRate(0.01);

    /** Uniform numbers in [−2, 2). */
    private static float[] inputs() {
        var draws = new Draws(99);
        var x = new float[ROWS * FEATURES];
        for (int i = 0; i < x.length; i++) {
            x[i] = draws.within(2);
        }
        return x;
    }

    /** 2 a − 3 b + c / 2 + 0.75. */
    private static float[] linear(float[] x) {
        var y = new float[ROWS];
        for (int i = 0; i < ROWS; i++) {
            y[i] = 2 * x[i * 3] - 3 * x[i * 3 + 1] + x[i * 3 + 2] / 2 + 0.75f;
        }
        return y;
    }

    private static TrainedNetwork train(TrainingOptions options) {
        float[] x = inputs();
        return Trainer.train(x, linear(x), ROWS, FEATURES, 1, options, TrainingListener.none());
    }

    @Test
    void linearRegressionFindsTheCoefficients() {
        var trained = train(QUICK.withHidden(List.of()).withLoss(Loss.MSE).withEpochs(80).withLearningRate(0.05));
        DenseLayer layer = trained.layers().getFirst();
        assertThat(layer.relu()).isFalse();
        assertThat(layer.kernel()).containsExactly(new float[] {2, -3, 0.5f}, within(1e-3f));
        assertThat(layer.bias()).containsExactly(new float[] {0.75f}, within(1e-3f));
        assertThat(trained.history().getLast().validation()).isLessThan(1e-6);
    }

    @Test
    void aHiddenLayerLearnsSeveralOutputs() {
        float[] x = inputs();
        var y = new float[ROWS * 2];
        for (int i = 0; i < ROWS; i++) {
            y[i * 2] = Math.abs(x[i * 3]);
            y[i * 2 + 1] = x[i * 3 + 1] - x[i * 3 + 2];
        }
        var options = QUICK.withHidden(List.of(16)).withLoss(Loss.HUBER).withEpochs(100);
        var trained = Trainer.train(x, y, ROWS, FEATURES, 2, options, TrainingListener.none());
        assertThat(trained.history().getFirst().validation()).isGreaterThan(0.3);
        assertThat(trained.history().getLast().validation()).isLessThan(0.01);
        assertThat(trained.layers()).extracting(DenseLayer::outputs).containsExactly(16, 2);
    }

    @Test
    void theSameSeedGivesTheSameWeightsAndAnotherSeedOthers() {
        var first = train(QUICK);
        assertThat(train(QUICK)).isEqualTo(first);
        assertThat(train(QUICK.withSeed(1)).layers()).isNotEqualTo(first.layers());
    }

    @Test
    void threadsDoNotDisturbEachOther() throws Exception {
        var alone = train(QUICK);
        var together = new TrainedNetwork[3];
        var threads = IntStream.range(0, 3).mapToObj(i -> Thread.ofPlatform().start(() -> together[i] = train(QUICK)))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(together).containsOnly(alone);
    }

    @Test
    void validationRowsAreOnlyWatched() {
        float[] x = inputs();
        float[] y = linear(x);
        int training = 162;
        var trained = Trainer.train(x, y, ROWS, FEATURES, 1, QUICK, TrainingListener.none());
        assertThat(trained.trainingRows()).isEqualTo(training);
        assertThat(trained.validationRows()).isEqualTo(ROWS - training);
        Arrays.fill(x, training * FEATURES, x.length, 100);
        Arrays.fill(y, training, ROWS, -100);
        var other = Trainer.train(x, y, ROWS, FEATURES, 1, QUICK, TrainingListener.none());
        assertThat(other.layers()).isEqualTo(trained.layers());
        assertThat(other.history().getLast().validation()).isGreaterThan(90);
        var without = Trainer.train(Arrays.copyOf(x, training * FEATURES), Arrays.copyOf(y, training), training,
                FEATURES, 1, QUICK.withValidationShare(0), TrainingListener.none());
        assertThat(without.layers()).isEqualTo(trained.layers());
        assertThat(without.history()).allSatisfy(loss -> assertThat(loss.validation()).isNaN());
    }

    @Test
    void theListenerHearsOfEveryEpoch() {
        var heard = new ArrayList<EpochLoss>();
        float[] x = inputs();
        var trained = Trainer.train(x, linear(x), ROWS, FEATURES, 1, QUICK, (loss, epochs) -> {
            assertThat(epochs).isEqualTo(6);
            heard.add(loss);
        });
        assertThat(heard).isEqualTo(trained.history()).extracting(EpochLoss::epoch).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(trained.keptEpoch()).isEqualTo(6);
        assertThat(heard.getLast().training()).isLessThan(heard.getFirst().training());
    }

    @Test
    void earlyStoppingKeepsTheWeightsOfTheBestEpoch() {
        var options = QUICK.withLearningRate(0.5).withEpochs(200).withPatience(OptionalInt.of(3));
        var stopped = train(options);
        assertThat(stopped.history().size()).isLessThan(200).isEqualTo(stopped.bestEpoch() + 3);
        assertThat(stopped.keptEpoch()).isEqualTo(stopped.bestEpoch());
        var upToTheBest = train(options.withPatience(OptionalInt.empty()).withEpochs(stopped.bestEpoch()));
        assertThat(stopped.layers()).isEqualTo(upToTheBest.layers());
    }

    @Test
    void divergenceIsAProblem() {
        assertThatThrownBy(() -> train(QUICK.withLoss(Loss.MSE).withLearningRate(1e30))).isInstanceOf(Problem.class)
                .hasMessageContaining("training diverged at epoch 1").hasMessageContaining("Lower learningRate");
    }

    @Test
    void weightsSpoiltByTheLastStepAreAProblem() {
        assertThatThrownBy(() -> train(QUICK.withEpochs(1).withBatchSize(1000).withValidationShare(0)
                .withLearningRate(1e300))).isInstanceOf(Problem.class).hasMessageContaining("diverged at epoch 1");
    }

    @Test
    void anInterruptEndsTrainingAndStaysSet() {
        float[] x = inputs();
        try {
            assertThatThrownBy(() -> Trainer.train(x, linear(x), ROWS, FEATURES, 1, QUICK.withEpochs(1_000_000),
                    (loss, _) -> {
                        if (loss.epoch() == 2) {
                            Thread.currentThread().interrupt();
                        }
                    })).isInstanceOf(Problem.class).hasMessageContaining("interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void oneRowIsEnough() {
        var trained = Trainer.train(new float[] {1, 2}, new float[] {3}, 1, 2, 1, QUICK, TrainingListener.none());
        assertThat(trained.trainingRows()).isEqualTo(1);
        assertThat(trained.validationRows()).isZero();
    }

    @Test
    void inputsAreOnlyRead() {
        float[] x = inputs();
        float[] y = linear(x);
        Trainer.train(x, y, ROWS, FEATURES, 1, QUICK, TrainingListener.none());
        assertThat(x).isEqualTo(inputs());
        assertThat(y).isEqualTo(linear(inputs()));
    }
}
