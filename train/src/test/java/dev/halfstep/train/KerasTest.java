package dev.halfstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Keras is the judge: the same rows from the same initial weights give the same weights after 30 epochs.
 *
 * <p>
 * The expected numbers were made with Keras 3.15.1 on TensorFlow 2.21.0, with the initial weights of seed 7 set on
 *
 * <pre>
 * m = Sequential([Input((2,)), Dense(4, "relu"), Dense(3, "relu"), Dense(2)])
 * m.compile(loss=loss, optimizer=Adam(0.02))
 * m.fit(x, y, validation_split=0.25, batch_size=32, epochs=30, shuffle=False)
 * </pre>
 *
 * One batch holds all six training rows, so that their order matters in the last bits only. Unit 1 of the second layer
 * is dead and stays so.
 */
class KerasTest {

    private static final float[] X = {.5f, -1, 1.5f, 2, -.25f, .75f, -2, -.5f, 1, .125f, -1.25f, 1.75f, .375f, -1.5f,
            2, 1};
    private static final float[] Y = {3, -1, .5f, .25f, -2.5f, 1, .75f, -.125f, -1, 2, .25f, -3, 1.25f, 1.5f, 0, -.5f};

    static Stream<Arguments> trained() {
        return Stream.of(
                Arguments.of(Loss.MAE, new double[] {1.817078, 1.5421439, 1.2231843, 0.84760141},
                        new float[] {0.067925f, -0.556831f, 0.82322f, 0.073682f, 0.135718f, -0.105321f,
                                0.14523f, -0.03705f, -0.392512f, -0.024008f, -0.374628f, -0.294149f,
                                -0.677222f, -0.160831f, -0.734064f, 0.851521f, 0.377159f, 0.627618f,
                                0.351232f, -0.185736f, 0.363937f, -0.684106f, -0.083672f, 0.203892f, 0,
                                -0.268242f, -0.359818f, 0.382457f, -0.476086f, -0.053781f, -0.167006f,
                                0.656414f, 0.721502f, 0.418546f, -0.059887f}),
                Arguments.of(Loss.MSE, new double[] {4.5708733, 2.9923589, 2.5607605, 1.3589214},
                        new float[] {-0.071826f, -0.599736f, 0.905464f, 0.212914f, 0.015467f, -0.145694f,
                                0.086046f, -0.056825f, -0.354924f, 0.030642f, -0.342472f, -0.277664f,
                                -0.677222f, -0.160831f, -0.734064f, 0.851521f, 0.423078f, 0.741105f,
                                0.368939f, -0.180153f, 0.384731f, -0.531349f, -0.067179f, 0.217568f, 0,
                                -0.253061f, -0.345744f, 0.382457f, -0.53717f, -0.041191f, -0.167006f,
                                0.692071f, 0.738067f, 0.302516f, -0.297187f}),
                Arguments.of(Loss.HUBER, new double[] {1.3546658, 1.0433772, 0.85393214, 0.53612494},
                        new float[] {0.019167f, -0.559482f, 0.900738f, 0.110038f, 0.118935f, -0.114875f,
                                0.140161f, -0.037441f, -0.386615f, 0.000552f, -0.365577f, -0.293363f,
                                -0.677222f, -0.160831f, -0.734064f, 0.851521f, 0.382136f, 0.684671f,
                                0.353071f, -0.18561f, 0.3749f, -0.688324f, -0.081725f, 0.204122f, 0,
                                -0.2648f, -0.348392f, 0.382457f, -0.526234f, -0.05584f, -0.167006f,
                                0.627094f, 0.732115f, 0.291137f, -0.117413f}));
    }

    @ParameterizedTest
    @MethodSource("trained")
    void trainsLikeKeras(Loss loss, double[] firstAndLastLosses, float[] weights) {
        var options = TrainingOptions.defaults().withHidden(4, 3).withLoss(loss).withEpochs(30).withLearningRate(0.02)
                .withValidationShare(0.25).withSeed(7);
        var trained = Trainer.train(X, Y, 8, 2, 2, options, TrainingListener.none());
        List<DenseLayer> expected = ParameterLayout.of(2, List.of(4, 3), 2).cut(weights);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(trained.layers().get(i).kernel()).containsExactly(expected.get(i).kernel(), within(1e-5f));
            assertThat(trained.layers().get(i).bias()).containsExactly(expected.get(i).bias(), within(1e-5f));
        }
        EpochLoss first = trained.history().getFirst();
        EpochLoss last = trained.history().getLast();
        assertThat(new double[] {first.training(), first.validation(), last.training(), last.validation()})
                .containsExactly(firstAndLastLosses, within(1e-5));
    }
}
