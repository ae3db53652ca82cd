package dev.halfstep.predict;

import dev.halfstep.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * Codes rows of raw values for an input of 8-bit codes: element by element in flat loops, with all codes that there can be found
 * before.
 */
final class ByteCoder {

    private final NumberElement[] numbers;
    private final Category[] categories;
    private final TextElement[] texts;
    private final DateElement[] dates;

    /** @param type of the codes */
    ByteCoder(ColumnCoder[] columns, DType type) {
        var ofNumbers = new ArrayList<NumberElement>();
        var ofCategories = new ArrayList<Category>();
        var ofTexts = new ArrayList<TextElement>();
        var ofDates = new ArrayList<DateElement>();
        for (int c = 0; c < columns.length; c++) {
            switch (columns[c]) {
                case ColumnCoder.Numeric numeric -> ofNumbers.addAll(numbers(c, numeric, type));
                case ColumnCoder.Dates ofColumn -> {
                    for (int p = 0; p < ofColumn.positions().length; p++) {
                        ofDates.add(new DateElement(c, ofColumn, p));
                    }
                }
                case ColumnCoder.Category category -> {
                    ofTexts.addAll(texts(ofCategories.size(), category));
                    ofCategories.add(new Category(c, category));
                }
            }
        }
        numbers = ofNumbers.toArray(NumberElement[]::new);
        categories = ofCategories.toArray(Category[]::new);
        texts = ofTexts.toArray(TextElement[]::new);
        dates = ofDates.toArray(DateElement[]::new);
    }

    /** An element that is made of a number. */
    private record NumberElement(int column, ColumnCoder.Numeric coder, int position, Thresholds thresholds) {}

    /** An element that is made of a date; what it is of does not rise with the date, so that each is computed. */
    private record DateElement(int column, ColumnCoder.Dates coder, int index) {}

    /** A column of texts. */
    private record Category(int column, ColumnCoder.Category coder) {}

    /**
     * An element that is made of a text.
     *
     * @param category index of its column among those of texts
     * @param codes of the column's texts
     */
    private record TextElement(int category, int position, byte[] codes) {}

    private static List<NumberElement> numbers(int column, ColumnCoder.Numeric numeric, DType type) {
        var numbers = new ArrayList<NumberElement>();
        for (int p = 0; p < numeric.positions().length; p++) {
            int position = p;
            var thresholds =
                    new Thresholds(value -> numeric.element(value, position), (int) type.min(), (int) type.max());
            numbers.add(new NumberElement(column, numeric, numeric.positions()[p], thresholds));
        }
        return numbers;
    }

    private static List<TextElement> texts(int index, ColumnCoder.Category category) {
        var texts = new ArrayList<TextElement>();
        for (int p = 0; p < category.positions().length; p++) {
            var codes = new byte[category.count()];
            for (int k = 0; k < codes.length; k++) {
                codes[k] = (byte) category.element(k, p);
            }
            texts.add(new TextElement(index, category.positions()[p], codes));
        }
        return texts;
    }

    /** How many columns of texts there are. */
    int categories() {
        return categories.length;
    }

    /**
     * Codes a row.
     *
     * @param values raw ones, one for each column from {@code at} on
     * @param array where the codes go, from {@code row} on
     * @param chosen scratch, the text of each column that has texts
     */
    void code(double[] values, int at, byte[] array, int row, int[] chosen) {
        for (NumberElement number : numbers) {
            double value = values[at + number.column];
            number.coder.check(value);
            array[row + number.position] = (byte) number.thresholds.of(number.coder.whole(value));
        }
        for (DateElement date : dates) {
            double value = values[at + date.column];
            date.coder.check(value);
            array[row + date.coder.positions()[date.index]] = (byte) date.coder.element(value, date.index);
        }
        for (int c = 0; c < categories.length; c++) {
            Category category = categories[c];
            double value = values[at + category.column];
            category.coder.check(value);
            chosen[c] = (int) value;
        }
        for (TextElement text : texts) {
            array[row + text.position] = text.codes[chosen[text.category]];
        }
    }
}
