package dev.halfstep.spark;

import dev.halfstep.calibrate.Observations;
import dev.halfstep.calibrate.Ranges;
import dev.halfstep.calibrate.Samples;
import dev.halfstep.graph.Graph;
import dev.halfstep.graph.NetworkDigest;
import dev.halfstep.problem.Problem;
import dev.halfstep.tensor.Shape;
import dev.halfstep.tensor.Tensor;
import dev.halfstep.tensor.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * A Dataset's complete rows as samples: ranges over all of them are gathered where they are, and the first ones, which codes are
 * fitted to, are brought to the driver.
 */
final class DatasetSamples implements Samples {

    private static final int BLOCK = 4096;

    private final JavaRDD<Row> rows;
    private final RowTables tables;
    private final Broadcast<SharedModel> model;
    private final Map<String, byte[]> known = new HashMap<>();
    private final Map<Integer, Long> byPartition;
    private final long count;
    private @Nullable Tensor held;

    /**
     * Samples of which the ranges over a network are gathered at once, since they are asked for in any case.
     *
     * @throws Problem if a row cannot be taken, or there is none
     */
    DatasetSamples(JavaRDD<Row> rows, RowTables tables, Broadcast<SharedModel> model, Graph network) {
        this.rows = rows;
        this.tables = tables;
        this.model = model;
        Gathered first = gather(network, Gathering.RANGES);
        byPartition = first.rows();
        count = first.count();
        if (count == 0) {
            throw Problem.of("no row is left: each has a missing cell, or there is none");
        }
    }

    @Override
    public long count() {
        return count;
    }

    /** How many rows were brought to the driver. */
    long held() {
        return held == null ? 0 : held.shape().extent(0);
    }

    @Override
    public void read(long limit, int blockSize, Consumer<List<Value>> block) {
        Samples.of(first(limit)).read(limit, blockSize, block);
    }

    @Override
    public Ranges ranges(Graph network, long limit) {
        return limit < count ? Samples.super.ranges(network, limit)
                : Ranges.fromBytes(all(network, Gathering.RANGES));
    }

    @Override
    public Ranges allRanges(Graph network, long limit) {
        return limit < count ? Samples.super.allRanges(network, limit)
                : Ranges.fromBytes(all(network, Gathering.ALL_RANGES));
    }

    @Override
    public Observations observations(Graph network, long limit) {
        return limit < count ? Samples.super.observations(network, limit)
                : Observations.fromBytes(all(network, Gathering.OBSERVATIONS));
    }

    private byte[] all(Graph network, Gathering how) {
        byte[] before = known.get(key(network, how));
        return before == null ? gather(network, how).bytes() : before;
    }

    private static String key(Graph network, Gathering how) {
        return how + " " + NetworkDigest.of(network);
    }

    private Gathered gather(Graph network, Gathering how) {
        Broadcast<SharedNetwork> sent =
                JavaSparkContext.fromSparkContext(rows.context()).broadcast(SharedNetwork.of(network));
        Gathered gathered = Jobs.run(() -> partitions(sent, how).treeAggregate(Gathered.NOTHING,
                (one, other) -> one.merge(other, how), (one, other) -> one.merge(other, how), Jobs.DEPTH));
        sent.destroy();
        known.put(key(network, how), gathered.bytes());
        return gathered;
    }

    private JavaRDD<Gathered> partitions(Broadcast<SharedNetwork> network, Gathering how) {
        // What is sent is these alone.
        Broadcast<SharedModel> sent = model;
        RowTables columns = tables;
        return rows.mapPartitionsWithIndex((partition, own) -> {
            var samples = new PartitionSamples(sent.value(), columns, own);
            byte[] bytes = how.of(network.value().graph(), samples);
            return List.of(new Gathered(Map.of(partition, samples.count()), bytes)).iterator();
        }, true);
    }

    private Tensor first(long limit) {
        Tensor before = held;
        if (before == null || before.shape().extent(0) < Math.min(limit, count)) {
            before = fetched((int) Math.min(limit, count));
            held = before;
        }
        return before;
    }

    private Tensor fetched(int limit) {
        Map<Integer, Integer> shares = shares(limit);
        Broadcast<SharedModel> sent = model;
        RowTables columns = tables;
        List<float[]> parts = Jobs.run(() -> rows.mapPartitionsWithIndex((partition, own) -> {
            Integer share = shares.get(partition);
            return share == null ? List.<float[]>of().iterator()
                    : encoded(new PartitionSamples(sent.value(), columns, own), share);
        }, true).collect());
        int width = model.value().pipeline().features().size();
        var values = new float[limit * width];
        int filled = 0;
        for (float[] part : parts) {
            if (filled + part.length <= values.length) {
                System.arraycopy(part, 0, values, filled, part.length);
            }
            filled += part.length;
        }
        if (filled != values.length) {
            throw Problem.of("the Dataset had other rows when it was read again")
                    .remedy("Cache it, or write it to a file and read that.");
        }
        return Tensor.of(Shape.of(limit, width), values);
    }

    /** How many rows of each partition are among the first ones. */
    private Map<Integer, Integer> shares(int limit) {
        var shares = new TreeMap<Integer, Integer>();
        int left = limit;
        for (Map.Entry<Integer, Long> partition : byPartition.entrySet()) {
            int own = (int) Math.min(left, partition.getValue());
            if (own > 0) {
                shares.put(partition.getKey(), own);
            }
            left -= own;
        }
        return shares;
    }

    private static Iterator<float[]> encoded(Samples samples, int limit) {
        var blocks = new ArrayList<float[]>();
        samples.read(limit, BLOCK, values -> blocks.add(((Tensor) values.getFirst()).values()));
        return blocks.iterator();
    }
}
