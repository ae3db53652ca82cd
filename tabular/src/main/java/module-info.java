import org.jspecify.annotations.NullMarked;

/** Tables, fitted pipelines and training. */
@NullMarked module dev.halfstep.tabular {
    requires transitive dev.halfstep.core;
    requires ai.djl.api;
    requires ai.djl.pytorch_engine;
    requires de.siegmar.fastcsv;
    requires dev.hardwood.core;
    requires java.logging;
    requires static transitive org.jspecify;

    exports dev.halfstep.stream;
    exports dev.halfstep.table;
    exports dev.halfstep.pipeline;
    exports dev.halfstep.predict;
    exports dev.halfstep.train;
}
