package dev.halfstep.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import org.apache.spark.TaskContext;

/** A partition's rows, a block at a time; for each block what a function makes of it, one after another. */
final class Blocks<T, R> implements Iterator<R> {

    /** How many rows are taken at once where nothing says otherwise. */
    static final int USUAL = 1024;

    private final Iterator<T> rows;
    private final int size;
    private final BiFunction<List<T>, IntFunction<String>, Iterator<R>> work;
    private final int partition = TaskContext.getPartitionId();
    private long taken;
    private Iterator<R> made = List.<R>of().iterator();

    /**
     * @param size of a block
     * @param work is given a block, and what its rows are called; what it makes is used up before the next block is asked for
     */
    Blocks(Iterator<T> rows, int size, BiFunction<List<T>, IntFunction<String>, Iterator<R>> work) {
        this.rows = rows;
        this.size = size;
        this.work = work;
    }

    @Override
    public boolean hasNext() {
        while (!made.hasNext() && rows.hasNext()) {
            var block = new ArrayList<T>(size);
            while (block.size() < size && rows.hasNext()) {
                block.add(rows.next());
            }
            long first = taken + 1;
            taken += block.size();
            made = work.apply(block, row -> "row " + (first + row) + " of partition " + partition);
        }
        return made.hasNext();
    }

    @Override
    public R next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return made.next();
    }
}
