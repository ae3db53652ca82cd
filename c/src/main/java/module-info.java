import org.jspecify.annotations.NullMarked;

/** C source for microcontrollers from models. */
@NullMarked module dev.halfstep.c {
    requires transitive dev.halfstep.data;
    requires static transitive org.jspecify;

    exports dev.halfstep.c;
    exports dev.halfstep.c.size;
}
