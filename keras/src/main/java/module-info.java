import org.jspecify.annotations.NullMarked;

/** Models in Keras' files, as networks of TensorFlow Lite's ops. */
@NullMarked module dev.halfstep.keras {
    requires transitive dev.halfstep.core;
    requires com.fasterxml.jackson.databind;
    requires static transitive org.jspecify;

    exports dev.halfstep.keras;

    provides dev.halfstep.format.ModelFormat with dev.halfstep.keras.KerasFormat;
}
