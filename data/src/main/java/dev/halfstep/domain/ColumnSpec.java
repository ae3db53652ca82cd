package dev.halfstep.domain;

import dev.halfstep.json.JsonObject;
import dev.halfstep.pipeline.InputColumn;
import dev.halfstep.pipeline.NumberSet;
import dev.halfstep.pipeline.NumberSetJson;
import dev.halfstep.problem.Problem;
import dev.halfstep.problem.Quoted;
import dev.halfstep.table.ColumnNames;
import java.util.List;
import java.util.Optional;

/** What somebody says that a column may be; what is meant may depend on the column. */
interface ColumnSpec {

    /**
     * For a column of numbers.
     *
     * @param seen what it was in training, if that is known
     * @throws Problem if it is none of numbers
     */
    NumberSet numbers(Optional<NumberSet> seen);

    /**
     * For a column of texts.
     *
     * @param known those that the model knows
     * @throws Problem if it is none of texts, or one is not known
     */
    List<String> texts(List<String> known);

    /** Numbers, whatever the column was. */
    record Numbers(NumberSet set) implements ColumnSpec {

        @Override
        public NumberSet numbers(Optional<NumberSet> seen) {
            return set;
        }

        @Override
        public List<String> texts(List<String> known) {
            throw noTexts(known);
        }
    }

    /** Texts. */
    record Texts(List<String> each) implements ColumnSpec {

        public Texts {
            each = List.copyOf(each);
        }

        @Override
        public NumberSet numbers(Optional<NumberSet> seen) {
            throw Problem.option("it holds numbers, not texts");
        }

        @Override
        public List<String> texts(List<String> known) {
            return ofThose(each, known);
        }
    }

    /**
     * What an object says.
     *
     * @throws Problem if that is nothing that a column can be
     */
    static ColumnSpec read(JsonObject json) {
        return json.has("texts") ? new Texts(json.withNoneBut("texts").texts("texts"))
                : new Numbers(NumberSetJson.read(json));
    }

    static Problem noTexts(List<String> known) {
        return Problem.option("it holds texts, not numbers").remedy("They are: " + ColumnNames.list(known) + ".");
    }

    /** The known texts that are meant, each once, in their own order. */
    static List<String> ofThose(List<String> wanted, List<String> known) {
        List<Integer> found = wanted.stream().map(text -> {
            int index = InputColumn.Mapped.index(known, text);
            if (index < 0) {
                throw Problem.option("it is never " + Quoted.of(text))
                        .remedy("Its texts are: " + ColumnNames.list(known) + ".");
            }
            return index;
        }).distinct().sorted().toList();
        if (found.isEmpty()) {
            throw Problem.option("it can be none of no texts");
        }
        return found.stream().map(known::get).toList();
    }
}
