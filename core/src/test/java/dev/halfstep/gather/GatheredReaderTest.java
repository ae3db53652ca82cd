package dev.halfstep.gather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halfstep.fixture.Damage;
import dev.halfstep.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatheredReaderTest {

    private static byte[] written(int version, Consumer<GatheredWriter> parts) {
        var to = new GatheredWriter('x', version);
        parts.accept(to);
        return to.finished();
    }

    private static void assertRefused(byte[] bytes, Consumer<GatheredReader> parts, String message) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> GatheredReader.read(bytes, "it", 'x', 1, from -> {
            parts.accept(from);
            return true;
        })).withMessageStartingWith("bytes of it: byte " + message);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 127, 128, 16_383, 16_384, Integer.MAX_VALUE, 1L << 53})
    void countsRoundTrip(long count) {
        byte[] bytes = written(1, to -> to.count(count));
        assertThat(GatheredReader.<Long>read(bytes, "it", 'x', 1, GatheredReader::count)).isEqualTo(count);
        Damage.assertFound(bytes, all -> GatheredReader.read(all, "it", 'x', 1, GatheredReader::count));
    }

    @Test
    void numbersRoundTrip() {
        byte[] bytes = written(1, to -> {
            to.single(-0f);
            to.number(Double.NaN);
            to.flag(true);
        });
        GatheredReader.read(bytes, "it", 'x', 1, from -> {
            assertThat(from.single()).isEqualTo(-0f);
            assertThat(from.number()).isNaN();
            assertThat(from.flag()).isTrue();
            return true;
        });
    }

    @Test
    void saysWhatIsWrong() {
        assertRefused(new byte[0], from -> {}, "0: they do not begin as gathered ones do.");
        assertRefused("PK34".getBytes(StandardCharsets.US_ASCII), from -> {}, "3: they do not begin as");
        assertRefused(new GatheredWriter('R', 1).finished(), from -> {}, "4: they are of another kind, 'R'.");
        assertRefused(written(2, to -> {}), from -> {},
                "5: they are of version 2, and only 1 is known here. Read them");
        assertRefused(written(1, to -> {}), GatheredReader::count, "5: they end too early. Gather the rows anew");
        assertRefused(written(1, to -> to.count(7)), from -> {}, "5: there is more after their end.");
        assertRefused(written(1, to -> to.count(7)), GatheredReader::flag, "6: something is neither true nor false.");
        assertRefused(written(1, to -> to.count(7)), from -> from.size(1), "6: they end too early.");
        assertRefused(written(1, to -> to.count(1L << 31)), GatheredReader::index, "10: an index is too large.");
        byte[] changed = written(1, to -> to.count(7));
        changed[5]++;
        assertRefused(changed, GatheredReader::count, "5: they were changed on their way.");
    }

    /** One way to write a count, and none for more than there can be. */
    @Test
    void countsAreWrittenInOneWay() {
        byte[] head = {'H', 'S', 'G', 'x', 1};
        assertRefused(sealed(head, 0x80, 0), GatheredReader::count, "7: a count is too long.");
        assertRefused(sealed(head, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), GatheredReader::count,
                "13: a count is too large.");
        assertRefused(sealed(head, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), GatheredReader::count,
                "14: a count is too large.");
    }

    private static byte[] sealed(byte[] head, int... more) {
        byte[] all = Arrays.copyOf(head, head.length + more.length);
        for (int i = 0; i < more.length; i++) {
            all[head.length + i] = (byte) more[i];
        }
        return Damage.sealed(all);
    }
}
