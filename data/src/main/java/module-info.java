import org.jspecify.annotations.NullMarked;

/** Tables, fitted pipelines, rows in blocks and predictions in the units of a table. */
@NullMarked module dev.halfstep.data {
    requires transitive dev.halfstep.core;
    requires de.siegmar.fastcsv;
    requires dev.hardwood.core;
    requires java.logging;
    requires static transitive org.jspecify;

    exports dev.halfstep.table;
    exports dev.halfstep.table.read;
    exports dev.halfstep.pipeline;
    exports dev.halfstep.certificate;
    exports dev.halfstep.domain;
    exports dev.halfstep.predict;
    exports dev.halfstep.model;
    exports dev.halfstep.rows;
    exports dev.halfstep.assess;
}
