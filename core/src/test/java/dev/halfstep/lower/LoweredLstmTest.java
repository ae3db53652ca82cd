package dev.halfstep.lower;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halfstep.lower.FloatLstm.GateWeights;
import dev.halfstep.lower.FloatLstm.Squash;
import dev.halfstep.lower.LoweredLstm.Extents;
import dev.halfstep.lower.LoweredLstm.Parameter;
import dev.halfstep.lower.LoweredLstm.Sequences;
import dev.halfstep.lower.rounding.FixedPoint.Multiplier;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The arithmetic of one cell. */
class LoweredLstmTest {

    private static final Extents EXTENTS = new Extents(1, 1, 1);
    private static final Sequences SEQUENCES = new Sequences(2, 3, true);

    @Test
    void floatCellsAreSquashedAndClipped() {
        var weights = new GateWeights.Diagonal(Parameter.of(new float[1]));
        var gate = new FloatLstm.Gate(weights, weights, Optional.empty(), Parameter.of(new float[1]), Optional.empty());
        var lstm = new FloatLstm(SEQUENCES, EXTENTS, Optional.empty(), gate, gate, gate, Optional.empty(),
                Parameter.of(new float[1]), Squash.RELU6, 4, 0);
        assertThat(lstm.cell(0.5f, 2, 0.25f, 8)).isEqualTo(2.5f);
        assertThat(lstm.cell(1, 4, 1, 3)).isEqualTo(4);
        assertThat(lstm.hidden(0.5f, -1)).isZero();
        assertThat(lstm.projected(100)).isEqualTo(100);
        assertThat(FloatLstm.logistic(0)).isEqualTo(0.5f);
    }

    @Test
    void int8SumsSaturateAfterEachShare() {
        var one = new Multiplier(1 << 30, 1);
        var gate = new Int8Lstm.Gate(Parameter.of(new byte[1]), one, Parameter.of(new byte[1]), one, Optional.empty(),
                Parameter.of(new int[1]), Optional.empty());
        assertThat(gate.sum(100, -30)).isEqualTo(70);
        assertThat(gate.sum(40_000, -1)).isEqualTo(32_766);
        assertThat(new Int8Lstm.Peephole(Parameter.of(new short[1]), one).sum(5, (short) 3, (short) -7))
                .isEqualTo(-16);
        var lstm = new Int8Lstm(SEQUENCES, EXTENTS, Optional.empty(), gate, gate, gate,
                new Int8Lstm.Coding(0, 0, 4, one, 0), 500, Optional.empty());
        // Half of the cell before, and a half of tanh(0).
        assertThat(lstm.cell((short) (1 << 14), (short) 301, (short) (1 << 14), (short) 0)).isEqualTo((short) 151);
        assertThat(lstm.cell(Short.MAX_VALUE, (short) 3000, (short) 0, (short) 0)).isEqualTo((short) 500);
    }

    @Test
    void rowsLieByTimeOrBySample() {
        assertThat(SEQUENCES.row(1, 2)).isEqualTo(5);
        assertThat(new Sequences(2, 3, false).row(1, 2)).isEqualTo(5);
        assertThat(SEQUENCES.row(1, 0)).isEqualTo(1);
        assertThat(new Sequences(2, 3, false).row(1, 0)).isEqualTo(3);
    }

    @Test
    void parametersOfOtherNodesComeFromTheRun() {
        float[] known = {1};
        float[] ran = {2};
        assertThat(Parameter.of(known).in(operand -> ran)).isSameAs(known);
        assertThat(new Parameter<float[]>(3, Optional.empty()).in(operand -> operand == 3 ? ran : known)).isSameAs(ran);
    }
}
