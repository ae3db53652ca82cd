import org.jspecify.annotations.NullMarked;

/** Training and fine-tuning of networks, with PyTorch. */
@NullMarked module dev.halfstep.train {
    requires transitive dev.halfstep.data;
    requires ai.djl.api;
    requires ai.djl.pytorch_engine;
    // What DJL needs and, without a module-info, cannot say.
    requires com.google.gson;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.halfstep.train;
}
