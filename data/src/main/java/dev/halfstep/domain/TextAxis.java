package dev.halfstep.domain;

import dev.halfstep.certify.domain.InputDomain;
import dev.halfstep.json.JsonWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Texts of a column, each of which gives some features their values.
 *
 * @param first of its features, which are neighbours
 * @param texts that the column may be
 * @param rows the features of each text
 */
record TextAxis(String name, int first, List<String> texts, double[][] rows) implements Axis {

    TextAxis {
        texts = List.copyOf(texts);
    }

    @Override
    public InputDomain.Part part() {
        int[] features = new int[rows[0].length];
        Arrays.setAll(features, f -> first + f);
        return new InputDomain.Choices(features, rows);
    }

    @Override
    public RawValue raw(float[] input) {
        for (int row = 0; row < rows.length; row++) {
            if (is(rows[row], input)) {
                return new RawValue(name, texts.get(row), false, true);
            }
        }
        throw new IllegalArgumentException("column " + name + " is none of its texts");
    }

    @Override
    public Axis within(InputDomain.Part part) {
        double[][] kept = ((InputDomain.Choices) part).rows();
        int[] own = IntStream.range(0, rows.length)
                .filter(row -> Arrays.stream(kept).anyMatch(each -> Arrays.equals(each, rows[row]))).toArray();
        return new TextAxis(name, first, Arrays.stream(own).mapToObj(texts::get).toList(),
                Arrays.stream(own).mapToObj(row -> rows[row]).toArray(double[][]::new));
    }

    private boolean is(double[] row, float[] input) {
        for (int f = 0; f < row.length; f++) {
            if (row[f] != input[first + f]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void write(JsonWriter to) {
        to.putTexts("texts", texts);
    }

    @Override
    public String text() {
        return String.join(", ", texts);
    }
}
