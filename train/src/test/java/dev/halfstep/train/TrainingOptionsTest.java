package dev.halfstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halfstep.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingOptionsTest {

    private static final TrainingOptions DEFAULTS = TrainingOptions.defaults();

    @Test
    void defaults() {
        assertThat(DEFAULTS.hidden()).containsExactly(64);
        assertThat(DEFAULTS.loss()).isEqualTo(Loss.MAE);
        assertThat(DEFAULTS.epochs()).isEqualTo(100);
        assertThat(DEFAULTS.batchSize()).isEqualTo(32);
        assertThat(DEFAULTS.learningRate()).isEqualTo(0.001);
        assertThat(DEFAULTS.validationShare()).isEqualTo(0.2);
        assertThat(DEFAULTS.patience()).isEmpty();
        assertThat(DEFAULTS.seed()).isZero();
    }

    @Test
    void eachWithChangesOneThing() {
        var changed = DEFAULTS.withHidden(List.of()).withLoss(Loss.HUBER).withEpochs(3).withBatchSize(7)
                .withLearningRate(0.5).withValidationShare(0).withPatience(OptionalInt.of(2)).withSeed(-9);
        assertThat(changed).isEqualTo(DEFAULTS.withSeed(-9).withPatience(2).withValidationShare(0).withLearningRate(0.5)
                .withBatchSize(7).withEpochs(3).withLoss(Loss.HUBER).withHidden());
        assertThat(changed).hasToString("TrainingOptions[[], HUBER, 3, 7, 0.5, 0.0, OptionalInt[2], -9]");
        assertThat(TrainingOptions.defaults()).isEqualTo(DEFAULTS);
    }

    @Test
    void doesNotFollowChangesOfTheList() {
        var hidden = new ArrayList<>(List.of(3));
        var options = DEFAULTS.withHidden(hidden);
        hidden.set(0, 4);
        assertThat(options.hidden()).containsExactly(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, TrainingOptions.MAX_UNITS + 1, Integer.MIN_VALUE})
    void refusesImpossibleLayers(int units) {
        assertThatThrownBy(() -> DEFAULTS.withHidden(List.of(8, units))).isInstanceOf(Problem.class)
                .hasMessageContaining("" + units);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -5})
    void refusesCountsBelowOne(int count) {
        assertThatThrownBy(() -> DEFAULTS.withEpochs(count)).isInstanceOf(Problem.class).hasMessageContaining("epochs");
        assertThatThrownBy(() -> DEFAULTS.withBatchSize(count)).isInstanceOf(Problem.class)
                .hasMessageContaining("batch");
        assertThatThrownBy(() -> DEFAULTS.withPatience(OptionalInt.of(count))).isInstanceOf(Problem.class)
                .hasMessageContaining("patience");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesImpossibleRates(double rate) {
        assertThatThrownBy(() -> DEFAULTS.withLearningRate(rate)).isInstanceOf(Problem.class)
                .hasMessageContaining("learning rate");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN})
    void refusesImpossibleShares(double share) {
        assertThatThrownBy(() -> DEFAULTS.withValidationShare(share)).isInstanceOf(Problem.class)
                .hasMessageContaining("validation share");
    }
}
