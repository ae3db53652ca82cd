package dev.halfstep.spark;

import dev.halfstep.graph.Graph;
import dev.halfstep.graph.NetworkDigest;
import dev.halfstep.tflite.TfliteReader;
import dev.halfstep.tflite.TfliteWriter;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A network that is sent as a file, and read once where it is used. For any number of threads. */
final class SharedNetwork implements Serializable {

    private static final long serialVersionUID = 1;

    private final byte[] bytes;
    private transient volatile @Nullable Graph graph;

    private SharedNetwork(byte[] bytes) {
        this.bytes = bytes;
    }

    static SharedNetwork of(Graph network) {
        var shared = new SharedNetwork(TfliteWriter.toBytes(network));
        // What is gathered is told by the indices of tensors.
        if (!NetworkDigest.of(shared.graph()).equals(NetworkDigest.of(network))) {
            throw new IllegalStateException("a network that was written and read is another one");
        }
        return shared;
    }

    Graph graph() {
        Graph known = graph;
        return known == null ? read() : known;
    }

    private synchronized Graph read() {
        Graph known = graph;
        if (known == null) {
            known = TfliteReader.read(bytes);
            graph = known;
        }
        return known;
    }
}
