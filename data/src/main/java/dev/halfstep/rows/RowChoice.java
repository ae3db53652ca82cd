package dev.halfstep.rows;

import dev.halfstep.pipeline.Rows;
import dev.halfstep.pipeline.Unseen;
import dev.halfstep.table.Notation;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Which rows of a table a model is given, and what is done with categories that training did not see.
 *
 * @param rows a part of the table that the model was trained on; where none is named, the part that is usual for the purpose, and
 *        all rows of any other table
 * @param reading from how a table's cells are written, as far as the model remembers it, to how they are written here
 */
public record RowChoice(Optional<Rows> rows, Unseen unseen, UnaryOperator<Notation> reading) {

    /** The same for another file, of which no part was chosen. */
    public RowChoice ofAnotherFile() {
        return new RowChoice(Optional.empty(), unseen, reading);
    }
}
