package dev.halfstep.domain;

import dev.halfstep.json.JsonWriter;

/**
 * What a column is, in an input as the network takes it.
 *
 * @param column its name, that of a part of a date, or a feature's
 * @param text a number as Java writes it, whole ones without a point, or a category
 * @param isExact whether the pipeline makes exactly the network's input of it; a network takes more numbers than a table can say
 */
public record RawValue(String column, String text, boolean isNumber, boolean isExact) {

    /** Puts it under the column's name. */
    void write(JsonWriter to) {
        if (!isNumber) {
            to.put(column, text);
        } else if (text.indexOf('.') < 0) {
            to.put(column, Long.parseLong(text));
        } else {
            to.put(column, Double.parseDouble(text));
        }
    }

    @Override
    public String toString() {
        return column + (isExact ? " " : " about ") + text;
    }
}
