import org.jspecify.annotations.NullMarked;

/** Models in Keras' files, as networks of TensorFlow Lite's ops. */
@NullMarked module dev.halfstep.keras {
    requires transitive dev.halfstep.core;
    requires com.fasterxml.jackson.databind;
    requires io.jhdf;
    requires static transitive org.jspecify;

    exports dev.halfstep.keras;
}
