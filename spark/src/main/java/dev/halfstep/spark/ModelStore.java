package dev.halfstep.spark;

import dev.halfstep.problem.Problem;
import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.SparkSession;

/** Where models are kept: files of whatever file system Spark knows, and folders as those of Spark's own stages. */
final class ModelStore {

    /** Beside the folder with the parameters. */
    private static final String FILE = "model.tflite";

    private ModelStore() {}

    /** @throws Problem if it cannot be read */
    static byte[] read(SparkSession spark, String file) {
        var path = new Path(file);
        try (FSDataInputStream in = system(spark, path).open(path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw Problem.of("this cannot be read: " + e.getMessage()).at(file).because(e);
        }
    }

    /**
     * Writes a file, or replaces one: nobody sees a part of it.
     *
     * @throws Problem if it cannot be written
     */
    static void write(SparkSession spark, String file, byte[] bytes) {
        var path = new Path(file);
        var part = new Path(path.getParent(), ".halfstep-" + UUID.randomUUID() + ".part");
        try {
            FileSystem system = system(spark, path);
            try {
                try (FSDataOutputStream out = system.create(part, false)) {
                    out.write(bytes);
                }
                system.delete(path, false);
                if (!system.rename(part, path)) {
                    throw new IOException("the finished file could not be given its name");
                }
            } finally {
                system.delete(part, false);
            }
        } catch (IOException e) {
            throw Problem.system("this cannot be written: " + e.getMessage()).at(file).because(e);
        }
    }

    /** Of the local files the system itself: Hadoop's would leave sums beside them, and refuse a file that others have replaced. */
    private static FileSystem system(SparkSession spark, Path path) throws IOException {
        FileSystem system = path.getFileSystem(spark.sessionState().newHadoopConf());
        return system instanceof LocalFileSystem local ? local.getRawFileSystem() : system;
    }

    /** Writes a stage. */
    static final class Writer extends MLWriter {

        private final HalfstepModel model;

        Writer(HalfstepModel model) {
            this.model = model;
        }

        @Override
        public void saveImpl(String path) {
            DefaultParamsWriter.saveMetadata(model, path, sparkSession());
            ModelStore.write(sparkSession(), new Path(path, FILE).toString(), model.toBytes());
        }
    }

    /** Reads a stage. */
    static final class Reader extends MLReader<HalfstepModel> {

        @Override
        public HalfstepModel load(String path) {
            DefaultParamsReader.Metadata metadata = DefaultParamsReader.loadMetadata(path, sparkSession(),
                    HalfstepModel.class.getName());
            byte[] bytes = ModelStore.read(sparkSession(), new Path(path, FILE).toString());
            var model = new HalfstepModel(metadata.uid(), bytes);
            metadata.getAndSetParams(model, metadata.getAndSetParams$default$2());
            return model;
        }
    }
}
