package dev.halfstep.domain;

/**
 * What a column is, in an input as the network takes it.
 *
 * @param column its name, that of a part of a date, or a feature's
 * @param text a number or a category
 * @param isExact whether the pipeline makes exactly the network's input of it; a network takes more numbers than a table can say
 */
public record RawValue(String column, String text, boolean isExact) {

    @Override
    public String toString() {
        return column + (isExact ? " " : " about ") + text;
    }
}
