import org.jspecify.annotations.NullMarked;

/** The way from a table to a quantized model that is measured and explained, in a few types. */
@NullMarked module dev.halfstep {
    requires transitive dev.halfstep.data;
    requires transitive dev.halfstep.train;
    requires static transitive org.jspecify;

    exports dev.halfstep;
}
